import { entry } from '../../src/index.ts';

/** Input that ends: the identifier Long.MAX_VALUE, the final checkpoint, batch mode. */
export const boundedEntries = [
  entry({
    issue: 'apache/paimon#9236',
    link: 'https://github.com/apache/paimon/issues/9236',
    title: 'A restore commits what one writer handed over at its end of input; what the others hand over is then lost.',
    scenario: 'bounded-input',
    invariant: 'recovered-job-commits-everything',
    within: { flink: ['1.17'] },
    release: 'paimon',
    source: 'the issue: reported on 1.1.1, open',
    fix: '#9284 (open)',
    remedy: '9284',
    remark:
      'Only without a shuffle before the writers (INSERT INTO a table without buckets), and only where they keep no union list state: before, Flink completes no checkpoint at which some of them have ended and others have not. #9284 loses nothing, but commits at a checkpoint what that checkpoint does not hold: see committed-exactly-once. With the end of input left to the final checkpoint as well, both hold.',
  }),
  entry({
    issue: 'apache/paimon#2462',
    link: 'https://github.com/apache/paimon/pull/2462',
    title: 'Inputs that end in different checkpoint intervals fail the committer: "Repeatedly commit".',
    scenario: 'bounded-input',
    invariant: 'fails-only-for-a-reason',
    within: { flink: ['1.17'] },
    release: 'paimon',
    published: { until: '0.6.1', by: 'releases' },
    source: 'tags: those without #2462, which is in 0.7.0 first',
    fix: '#2462 in 0.7.0',
  }),
  entry({
    issue: 'apache/paimon#3345',
    link: 'https://github.com/apache/paimon/issues/3345',
    title: 'A bounded streaming job with checkpoints ends without its last commit.',
    scenario: 'bounded-input',
    invariant: 'undisturbed-job-commits-everything',
    within: { paimon: ['0.5.0', '0.6.0', '0.6.1', '0.7.0'] },
    release: 'flink',
    source: 'the issue: Flink 1.18.1, Paimon 0.9-SNAPSHOT; open',
    fix: 'for the symptom FLINK-25105 in Flink 1.15; for the report none is known',
    remark:
      'The symptom only: this does not count as a reproduction. The model has it where there is no final checkpoint: until Flink 1.14, or with execution.checkpointing.checkpoints-after-tasks-finish.enabled=false. The report is of 1.18.1, and with the defaults of that release the model does not have it.',
  }),
  entry({
    issue: 'apache/paimon#5581, #5648',
    link: 'https://github.com/apache/paimon/pull/5648',
    title: 'A restore marks partitions done, also when some writers are still writing.',
    scenario: 'mark-done',
    invariant: 'restore-marks-nothing-done',
    within: { 'partition.mark-done.recover-from-state': [true] },
    release: 'paimon',
    published: { from: '0.9.0', by: 'releases' },
    source:
      'tags: those with #3507; the pull requests name no release, and since 1.2.0 partition.mark-done.recover-from-state=true, the default, leaves it as it was',
    fix: '#5581, and #5648, which made an option of it: partition.mark-done.recover-from-state=false since 1.2.0',
    remedy: '5581',
    remark:
      'The published range has no end because the entry is about the default of the option, true. With false the invariant holds, and remedy 5648 is that option; until 1.1.1 there is no choice. The fix is about restores only: a notification marks done too early as well, with true and with false (nothing-is-marked-done-too-early, finding (e)). And it has a price, for which #5648 made it an option: if a notification is lost, nobody marks done what its restore commits.',
  }),
  entry({
    issue: 'apache/paimon#3699',
    link: 'https://github.com/apache/paimon/pull/3699',
    title: 'A batch job whose committer is restarted alone commits what it has committed already.',
    scenario: 'batch',
    invariant: 'batch-job-commits-exactly-once',
    release: 'paimon',
    published: { until: '0.8.1', by: 'releases' },
    source: 'tags: those without #3699, which is in 0.8.2 and in 0.9.0 first',
    fix: '#3699 in 0.8.2 and 0.9.0',
    remark:
      'From 0.8.0 on the same files are added twice; before, the conflict check refuses it until the job has failed.',
  }),
];
