import { between, CDC, PAIMON } from '../../machines/options/releases.ts';
import { entry } from '../../src/index.ts';

/** Where a finding is written up, from the folder of the catalogue's document. */
const finding = (name: string) => `findings/${name}.md`;

/**
 * What nobody has filed, as far as is known: read in the code or found by exploration, and not run on the real software.
 * docs/findings has each as it could be filed.
 */
export const findingEntries = [
  entry({
    issue: 'finding (a)',
    link: finding('bounded-cdc-commits-before-its-checkpoint'),
    title: 'A bounded CDC job commits the end of its input before its last checkpoint, and once more after a failure.',
    scenario: 'bounded-cdc',
    invariant: 'committed-exactly-once',
    release: 'paimon',
    source: 'read in the code; confirmed by exploration',
    fix: '#5011 in 1.1.0, which is about #4998',
  }),
  entry({
    issue: 'finding (b)',
    link: finding('finished-job-started-again'),
    title: 'A finished job that is started again from a savepoint filters what it restores, and what it ends with.',
    scenario: 'resumed',
    invariant: 'recovered-job-commits-everything',
    release: 'paimon',
    source: 'read in the code; confirmed by exploration',
    fix: 'none',
    remark:
      'Since 0.8.2 also without a failure: what the second run hands over at its end of input is filtered (#3699). It lasts until the second run has committed one numbered checkpoint.',
  }),
  entry({
    issue: 'finding (c)',
    link: finding('compaction-half-lost'),
    title: 'A failure between the two snapshots of one committable, APPEND and COMPACT, loses the second.',
    scenario: 'slow-commits',
    invariant: 'committable-is-committed-whole',
    release: 'paimon',
    source: 'read in the code; confirmed by exploration',
    fix: 'none',
    remark:
      'With a second committable pending, the same restore conflicts with itself once: recovery-does-not-conflict.',
  }),
  entry({
    issue: 'finding (d)',
    link: finding('tagged-file-added-again'),
    title: 'A recovery adds a file again that another job has merged, if a tag has kept it from being deleted.',
    scenario: 'recovery',
    invariant: 'file-is-added-once',
    within: { paimon: between(PAIMON, '0.6.0') },
    release: 'paimon',
    source: 'read in the code; confirmed by exploration',
    fix: 'none',
    remark: 'Until 0.5.0 without a tag, too (#2326).',
  }),
  entry({
    issue: 'finding (e)',
    link: finding('end-of-input-committed-in-parts'),
    title: 'Without any failure: a writer that ends between a barrier and its notification loses what it hands over.',
    scenario: 'bounded-input',
    invariant: 'undisturbed-job-commits-everything',
    within: { flink: ['1.17'] },
    release: 'paimon',
    source: 'found by exploration',
    fix: 'none; the remedy commits the end of input at the final checkpoint, and not before',
    remedy: 'final checkpoint',
    remark:
      'The notification of a checkpoint at which one writer had ended commits Long.MAX_VALUE, because by now all have. The next one filters what the others handed over: filterAndCommit since 0.8.2 (#3699). Such a checkpoint completes since the writers of tables without buckets keep no union list state (#4219, 1.0.0).',
  }),
  entry({
    issue: 'finding (f)',
    link: finding('partition-not-marked-done'),
    title: 'A job whose writers have nothing left to hand over at the end of input marks nothing done.',
    scenario: 'mark-done',
    invariant: 'finished-job-is-marked-done',
    release: 'paimon',
    source: 'found by exploration',
    fix: 'none',
    remark:
      'The listener learns of the end of input from a committable with the identifier Long.MAX_VALUE. There is none where no writer is open: after a restore without new data, or without buckets one idle checkpoint after the last data.',
  }),
  entry({
    issue: 'finding (g)',
    link: finding('overtaken-savepoint'),
    title:
      'A savepoint that a checkpoint has overtaken becomes the newest entry of the store; a restart goes back to before what the checkpoint has committed.',
    scenario: 'two-phase-sink',
    invariant: 'committed-exactly-once',
    release: 'flink',
    source: 'found by exploration',
    fix: 'FLINK-25191 in 1.15, for another reason: no savepoint is in the store any more',
    remark:
      'CompletedCheckpointStore.addCheckpoint appends, whatever the number is, and getLatestCheckpoint is the last. It needs max-concurrent-checkpoints of two or more: a pending savepoint counts.',
  }),
  entry({
    issue: 'finding (h)',
    link: finding('coordinator-commit-lost-under-savepoint'),
    title:
      'A savepoint is triggered while a checkpoint is pending, and holds neither what the checkpoint commits nor waits for its commit: a job that is started from it has lost that.',
    scenario: 'coordinator-commit-savepoint',
    invariant: 'nothing-lost',
    release: 'paimon',
    source: 'found by exploration, in the first release with sink.coordinator-commit.enabled',
    fix: 'none; the remedy: a writer keeps what it handed over until the next checkpoint is complete',
    remedy: 'keep-longer',
    remark:
      'Writers forget what they handed over when they are told that the checkpoint is complete, not when it is committed. The next checkpoint waits for that commit in the executor of the coordinator; a savepoint that was triggered before does not.',
  }),
  entry({
    issue: 'finding (i)',
    link: finding('late-commit-of-a-lost-taskmanager'),
    title: 'A TaskManager that counts as lost commits what its successor has committed already.',
    scenario: 'late-taskmanager',
    invariant: 'committed-exactly-once',
    within: { paimon: between(PAIMON, '0.2.1'), 'write-only': [true] },
    release: 'paimon',
    source: 'found by exploration',
    fix: 'none',
    remark:
      'From 0.2.1 to 0.7.0 the late commit is compared with the table, and refused. Since #3112 (0.8.0) only a recovery compares what it appends. Where the job compacts, every release is affected: the file that would conflict is not there any more.',
  }),
  entry({
    issue: 'finding (i)',
    link: finding('late-commit-of-a-lost-taskmanager'),
    title: 'A TaskManager that counts as lost commits late, and the job cannot restore any more.',
    scenario: 'late-taskmanager',
    invariant: 'restore-ends',
    within: { paimon: between(PAIMON, '0.8.0') },
    release: 'paimon',
    source: 'found by exploration',
    fix: 'none',
    remark:
      'The late commit takes the high-water mark back, so that the recovery commits again what is there. Since 1.2.0 (#5771) only if the old process had not read the latest snapshot before it froze.',
  }),
  entry({
    issue: 'finding (j)',
    link: finding('cdc-paimon-commits-before-checkpoint'),
    title:
      'The Paimon sink commits before the checkpoint is complete: what it covers is written again after a failure.',
    scenario: 'cdc-pipeline',
    invariant: 'committed-exactly-once',
    within: { 'pipeline sink': ['paimon'], 'flink-cdc': between(CDC, '3.2.1') },
    release: 'flink-cdc',
    source:
      'apache/flink-cdc#3818 brought it, no report is known; PreCommitOperator.snapshotState, 3.3.0 to 3.6.0 (derived)',
    fix: 'none is known',
    remedy: 'commit when complete',
    remark:
      'A side effect of FLINK-36964. A primary key hides it, an append table does not. The committer of Sink V2 behind it gets nothing any more.',
  }),
  entry({
    issue: 'finding (k)',
    link: finding('cdc-without-interval-commits-nothing'),
    title:
      'A pipeline whose source ends finishes without having committed anything, where no interval is set: Iceberg.',
    scenario: 'cdc-pipeline-bounded',
    invariant: 'undisturbed-job-commits-everything',
    within: { 'pipeline sink': ['iceberg'] },
    release: 'flink-cdc',
    source: 'DataSinkTranslator, "hard coding checkpoint", 3.4.0 to 3.6.0 (read); confirmed by exploration',
    fix: 'none; the remedy: the committer is told whether the job has checkpoints',
    remedy: 'ask for the interval',
    remark:
      'CommitterOperator.endInput commits only where it believes that there are no checkpoints. A source that does not end never commits without an interval, whatever the committer believes.',
  }),
  entry({
    issue: 'finding (k)',
    link: finding('cdc-without-interval-commits-nothing'),
    title: 'A pipeline whose source ends finishes without having committed anything, where no interval is set: Paimon.',
    scenario: 'cdc-pipeline-bounded',
    invariant: 'undisturbed-job-commits-everything',
    within: { 'pipeline sink': ['paimon'] },
    release: 'flink-cdc',
    source: 'DataSinkTranslator and PreCommitOperator, 3.1.0 to 3.6.0 (read); confirmed by exploration',
    fix: 'apache/flink-cdc#4029 in 3.5.0, for another reason (FLINK-37860): PreCommitOperator.endInput commits',
    remark:
      'The remedy for Iceberg repairs 3.1.0 to 3.2.1, and not 3.3.0 and 3.4.0: there PreCommitOperator sends nothing on, and commits at barriers only.',
  }),
  entry({
    issue: 'finding (l)',
    link: 'https://paimon.apache.org/docs/master/maintenance/manage-tags/',
    title: 'A job that is started from an older checkpoint or a savepoint loses new data at its next failure.',
    scenario: 'restore-older',
    invariant: 'restored-data-is-committed',
    release: 'paimon',
    source: 'found by exploration; users are told to roll the table back first',
    fix: 'users roll the table back to a tag of the savepoint',
    remark:
      'Flink numbers on from the checkpoint that was restored, below the high-water mark of the table; the filter of a recovery takes what is new for committed.',
  }),
  entry({
    issue: 'finding (m)',
    link: finding('forced-snapshot-with-a-later-watermark'),
    title: 'A forced snapshot claims a watermark of data that only the next checkpoint commits.',
    scenario: 'watermarks',
    invariant: 'watermark-is-true',
    release: 'paimon',
    source:
      'found by exploration; a review of #8401 asks for the watermark of the barrier, for the commit in the JobManager',
    fix: 'none',
  }),
];
