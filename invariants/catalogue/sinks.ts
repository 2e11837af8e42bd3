import { entry } from '../../src/index.ts';

const jira = (issue: string) => `https://issues.apache.org/jira/browse/${issue}`;

/** Sinks with transactions of their own, the stop with savepoint, and the commit in the JobManager. */
export const sinkEntries = [
  entry({
    issue: 'FLINK-26783',
    link: jira('FLINK-26783'),
    title:
      'A sink fails while it commits what a stop with savepoint has completed; the job restarts from the checkpoint before, and writes what others had committed once more.',
    scenario: 'stop-with-savepoint',
    invariant: 'committed-exactly-once',
    features: { 'failed-stop-is-final': false },
    release: 'flink',
    source:
      'tags: StopWithSavepointStoppingException of apache/flink#19198 and #19281 (FLINK-26923) is in flink-runtime 1.15.0',
    fix: 'apache/flink#19198 in 1.15: such a failure is not recoverable',
    remark:
      'No release is affected. Until 1.14 the job restarts from the savepoint, which is in the store: nothing is written twice. Savepoints are not there since 1.15 (FLINK-25191), and 1.15.0 has the fix. A user who then starts the job from the savepoint loses nothing and writes nothing twice: failed-stop-can-be-resumed.',
  }),
  entry({
    issue: 'FLINK-12858',
    link: jira('FLINK-12858'),
    title: 'One task declines the savepoint of a stop; the others wait for its end for ever.',
    scenario: 'stop-with-savepoint',
    invariant: 'next-checkpoint-completes',
    within: { flink: ['1.10', '1.11', '1.12', '1.13', '1.14', '1.15', '1.16', '1.17', '1.18', '1.19', '1.20'] },
    features: { 'declined-stop-fails-the-job': false },
    release: 'flink',
    source: 'apache/flink#9131, before 1.9.0: the first release with this way to stop a job',
    fix: 'apache/flink#9131 in 1.9: a task-level failure of the savepoint fails the job',
    remark: 'No release is affected. Without 1.9, whose checkpoint scheduler would not start again (FLINK-15152).',
  }),
  entry({
    issue: 'FLINK-10377',
    link: jira('FLINK-10377'),
    title:
      'A checkpoint overtakes a savepoint and commits for both; the notification of the savepoint finds no transaction, and fails the job.',
    scenario: 'two-phase-sink',
    invariant: 'job-fails-only-by-a-fault',
    release: 'flink',
    published: { until: '1.9', by: 'releases' },
    source: 'branch cuts: apache/flink#6723, on master before the branch of 1.10 was cut',
    fix: 'apache/flink#6723 in 1.10: nothing pending is no error',
    remark:
      'Only with execution.checkpointing.max-concurrent-checkpoints of 2 or more: a pending savepoint counts, and with 1 no checkpoint is triggered behind it.',
  }),
  entry({
    issue: 'apache/iceberg#10431',
    link: 'https://github.com/apache/iceberg/issues/10431',
    title:
      'A checkpoint is aborted between its writer and its committer; what was written before and after it becomes one transaction.',
    scenario: 'epoch-sink',
    invariant: 'one-epoch-per-transaction',
    features: { 'results-by-epoch': false },
    release: 'flink',
    source: "the issue, apache/iceberg#11008, and the log of #10765: it is the connector's, whatever Flink is",
    fix: 'apache/iceberg#10526',
    remark:
      'Nothing is lost or doubled as such: in a table with equality deletes the second delete misses the first row.',
  }),
];
