import { between, CDC, FLINK } from '../../machines/options/releases.ts';
import { entry } from '../../src/index.ts';

const jira = (issue: string) => `https://issues.apache.org/jira/browse/${issue}`;
const paimon = { 'pipeline sink': ['paimon'] };

/** Flink's Sink V2, and the sinks of Flink CDC's pipelines that are built on it. */
export const pipelineEntries = [
  entry({
    issue: 'FLINK-25920',
    link: jira('FLINK-25920'),
    title: 'After a restore from the final checkpoint the end of input comes again, and the job restarts for ever.',
    scenario: 'sink-v2',
    invariant: 'bounded-job-ends',
    release: 'flink',
    published: { until: '1.20', by: 'releases' },
    source: 'tags: the commits of apache/flink#25292, in the master of 2.0; the first release with Sink V2 is 1.15',
    fix: 'apache/flink#25292 in 2.0, #25619 in 1.20.1, #25627 in 1.19.2',
  }),
  entry({
    issue: 'FLINK-37605',
    link: jira('FLINK-37605'),
    title:
      'The notification of an earlier checkpoint commits what the end of input brought, a restore brings it again, and it is committed twice.',
    scenario: 'sink-v2',
    invariant: 'committed-exactly-once',
    release: 'flink',
    published: { until: '2.0' },
    source: 'apache/flink#26433, in the master of 2.1: "so far" the end of input had one constant number',
    fix: 'apache/flink#26433 in 2.1, and in 2.0.1, 1.20.2, 1.19.3',
    remark: 'The releases 1.19.2, 1.20.1 and 2.0.0, which have the fix of FLINK-25920, do the same.',
  }),
  entry({
    issue: 'FLINK-37605',
    link: jira('FLINK-37605'),
    title: 'A subtask that had ended gets more to read after a restart, refuses it, and the job restarts for ever.',
    scenario: 'sink-v2-rescaled',
    invariant: 'bounded-job-ends',
    within: { flink: between(FLINK, '2.0') },
    release: 'flink',
    published: { until: '2.0' },
    source: 'apache/flink#26433: end_of_input_state, which #25292 had added in 2.0, is removed',
    fix: 'apache/flink#26433 in 2.1, and in 2.0.1, 1.20.2, 1.19.3',
    remark: 'Before 2.0 such a job fails at its second end, by FLINK-25920.',
  }),
  entry({
    issue: 'FLINK-38370',
    link: jira('FLINK-38370'),
    title: 'A batch job ends without committing what a connector has numbered by itself.',
    scenario: 'sink-v2-batch',
    invariant: 'undisturbed-job-commits-everything',
    release: 'flink',
    published: { from: '2.1', until: '2.1' },
    source: 'apache/flink#27004, in the master of 2.2: what #26433 had brought in 2.1',
    fix: 'apache/flink#27004 in 2.2, and in 2.1.1, 2.0.1, 1.20.3',
    remark: '1.20.2 and 1.19.3 have it too, by their backports of #26433; 2.0.1 got both at once.',
  }),
  entry({
    issue: 'FLINK-35938',
    link: jira('FLINK-35938'),
    title:
      'A restored committable is committed without a look; Paimon refuses its files, and the job restarts for ever.',
    scenario: 'cdc-pipeline',
    invariant: 'restore-ends',
    within: paimon,
    release: 'flink-cdc',
    published: { until: '3.1.1', by: 'releases' },
    source: 'tags: the commit of apache/flink-cdc#3504 is in 3.2.0; the first release with the connector is 3.1.0',
    fix: 'apache/flink-cdc#3504 in 3.2.0',
    remark:
      'The fix looks only where a commit is tried again in the same attempt, which a restored one is not. What ends the loop is the Paimon 0.8.2 in that release, which does not check live appends any more (apache/paimon#3112): see FLINK-36517.',
  }),
  entry({
    issue: 'FLINK-36517',
    link: jira('FLINK-36517'),
    title: 'A restored committable is committed without a look, and its files are in two snapshots.',
    scenario: 'cdc-pipeline',
    invariant: 'committed-exactly-once',
    within: { ...paimon, 'flink-cdc': between(CDC, '3.1.0', '3.2.1') },
    release: 'flink-cdc',
    published: { from: '3.2.0', until: '3.2.0' },
    source: 'the pull request: the problem of FLINK-35938, which 3.2.0 had fixed, persists',
    fix: 'apache/flink-cdc#3639, #3715 in 3.2.1',
  }),
  entry({
    issue: 'FLINK-36541',
    link: jira('FLINK-36541'),
    title:
      'The writer numbers the commits that it prepares by itself, and is closed while its files are not committed.',
    scenario: 'cdc-pipeline-writers',
    invariant: 'writer-not-closed-with-uncommitted-files',
    release: 'flink-cdc',
    published: { until: '3.2.0', by: 'releases' },
    source: 'tags: the commits of apache/flink-cdc#3652 and #3727 are in 3.3.0 and 3.2.1; they name no symptom',
    fix: 'none that is complete: since 3.2.1 (#3652, #3727) the writer counts rounds; the remedy: it is told the checkpoint',
    remedy: 'number of the checkpoint',
    remark:
      'Until 3.2.0 every commit is prepared with the identifier 1, which any snapshot has reached. Since 3.2.1 the writer counts rounds from the checkpoint restored, and falls behind where an attempt has used up identifiers: two of them, five checkpoints in all, until it is closed too early. (With four checkpoints nothing is found in 3.2.1.) Its rounds would not repair 3.1.0 and 3.1.1: the Paimon 0.7.0 in them closes at <=, so one is enough (apache/paimon#3499 in 0.8.1). Since 3.3.0 PreCommitOperator commits at the barrier; one that times out meanwhile is not modelled.',
  }),
  entry({
    issue: 'FLINK-38478',
    link: jira('FLINK-38478'),
    title: 'Two pipelines have one commit user, and what one commits makes the other believe that it has committed.',
    scenario: 'cdc-pipelines-share-a-table',
    invariant: 'checkpointed-data-is-kept',
    release: 'flink-cdc',
    published: { until: '3.5.0', by: 'releases' },
    source: 'tags: the commit of the pull request ("to avoid data loss") is in 3.6.0',
    fix: 'apache/flink-cdc#4149 in 3.6.0',
    remark:
      'Data is lost only where somebody compares users: filterAndCommit, in 3.2.1 of every commit and in 3.2.0 of one that is tried again after an exception, and the check of a retried commit in the Paimon 1.2.0 of 3.5.0 (apache/paimon#5771).',
  }),
  entry({
    issue: 'FLINK-39056',
    link: jira('FLINK-39056'),
    title: 'The committer for Iceberg appends a restored committable again.',
    scenario: 'cdc-pipeline',
    invariant: 'committed-exactly-once',
    within: { 'pipeline sink': ['iceberg'] },
    release: 'flink-cdc',
    published: { until: '3.5.0', by: 'releases' },
    source: 'tags: the commit of apache/flink-cdc#4269 is in 3.6.0; the first release with the connector is 3.4.0',
    fix: 'apache/flink-cdc#4269 in 3.6.0',
    remedy: 'filter up to',
    remark:
      '3.6.0 skips a committable whose checkpoint is the latest committed one. An earlier one in the same state, there after a lost notification, is appended again: == where <= is needed. On master since apache/flink-cdc#4360 (FLINK-38450).',
  }),
];
