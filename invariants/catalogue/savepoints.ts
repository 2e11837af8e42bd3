import { between, PAIMON } from '../../machines/options/releases.ts';
import { entry } from '../../src/index.ts';

const issue = (number: number) => `https://github.com/apache/paimon/issues/${number}`;
const pull = (number: number) => `https://github.com/apache/paimon/pull/${number}`;

/** Savepoints and tags, dedicated compaction, and programs of the user's. */
export const savepointEntries = [
  entry({
    issue: 'apache/paimon#2057',
    link: issue(2057),
    title: 'A savepoint is never tagged: Flink notifies nobody of it, and no later notification has its identifier.',
    scenario: 'savepoint-tags',
    invariant: 'savepoint-snapshot-has-its-tag',
    within: { mode: ['table'] },
    release: 'paimon',
    published: { from: '0.5.0', until: '0.5.0', by: 'releases' },
    source: 'tags: those with #1741 and without #2058; the issue saw it with 0.6-SNAPSHOT',
    fix: '#2058 in 0.6.0',
  }),
  entry({
    issue: 'apache/paimon#4677',
    link: issue(4677),
    title: 'A savepoint of a CDC job at which the table has nothing to commit gets no tag, and nobody says so.',
    scenario: 'savepoint-tags',
    invariant: 'savepoint-has-its-tag',
    within: { mode: ['table'] },
    release: 'paimon',
    source: 'the issue is open, and was seen with 1.0-SNAPSHOT',
    fix: 'open, none is proposed',
    remark:
      'An explanation from the code, not a reproduction: the reporter ran mysql_sync_table with tag.automatic-creation=process-time, which this scenario does not have. A tag needs a snapshot with the identifier of the savepoint. There is none where no writer is open; nor, from 0.7.0 to 1.0.1 without a checkpoint interval, where the writer is idle (#4998).',
  }),
  entry({
    issue: 'apache/paimon#2188',
    link: pull(2188),
    title: 'After the first tag, a day without data gets none, because it has no snapshot.',
    scenario: 'tag-creation',
    invariant: 'each-day-gets-its-tag',
    within: { mode: ['table'], 'execution.checkpointing.interval': ['set'] },
    release: 'paimon',
    published: { from: '0.5.0', until: '0.5.0', by: 'releases' },
    source: 'tags: those with TagAutoCreation (#1588) and without #2188; #1942, which asks for it, names no release',
    fix: '#2188 in 0.6.0',
    remark:
      'Without a checkpoint interval it is so from 0.7.0 to 1.0.1, too: the sink ignores the empty commit that was forced (#4998).',
  }),
  entry({
    issue: 'apache/paimon#2262',
    link: pull(2262),
    title: 'Every checkpoint without data forces a snapshot, also when the day before has its tag.',
    scenario: 'tag-creation',
    invariant: 'snapshot-is-forced-only-for-a-tag',
    features: { 'forces-snapshot-for-tag': 'always' },
    release: 'paimon',
    source: 'the pull request; #2188 and #2262 were first released together',
    fix: '#2262 in 0.6.0',
  }),
  entry({
    issue: 'apache/paimon#4267',
    link: issue(4267),
    title: 'Dedicated compaction in mode combined restarts for ever after one lost TaskManager.',
    scenario: 'dedicated-compaction',
    invariant: 'restore-completes',
    within: { 'snapshot.ignore-empty-commit': [true] },
    release: 'paimon',
    published: { from: '0.9.0' },
    source: 'the issue: seen with 0.9.0 and 1.0-SNAPSHOT, open',
    fix: 'NoopCommittableStateManager, proposed in the issue; snapshot.ignore-empty-commit=false since 1.3.0 (#5941)',
    remedy: 'noop',
    remark:
      'It is as old as the mode: MultiTablesCompactorSink of 0.6.0 has the same state manager and ignores the same.',
  }),
  entry({
    issue: 'apache/paimon#4422',
    link: issue(4422),
    title: 'A restore of committables without files fails on purpose again and again: empty commits are ignored.',
    scenario: 'programs',
    invariant: 'restore-completes',
    within: { program: ['sink-then-checkpoints'] },
    release: 'paimon',
    source: 'the issue is open, and names no release',
    fix: 'an option to commit what is empty, proposed in the issue',
    remedy: 'commit-empty',
    remark:
      "The thread names CommitMessages whose files are empty, and a failover again and again; neither a program nor an order of its statements. A program that builds the sink before it enables checkpoints (sink-then-checkpoints) is the model's way there in every release. Tables without buckets are free of it since 1.2.0, where their sink does not fail on purpose (#5746).",
  }),
  entry({
    issue: 'apache/paimon#5170',
    link: pull(5170),
    title: 'The combined sink forces snapshots and tags only in tables for which this attempt has seen data.',
    scenario: 'tag-creation',
    invariant: 'each-day-gets-its-tag',
    within: { mode: ['combined'], eager_init: [false], paimon: between(PAIMON, '0.6.0') },
    release: 'paimon',
    published: { from: '0.6.0', by: 'releases' },
    source: 'tags: those with #2188, which forces snapshots for tags; #5169, which asks for #5170, names no release',
    fix: '#5170, #5175 in 1.1.0: --eager_init, which is off by default',
    remedy: 'eager-init',
    remark:
      'The published range has no end because the entry is about eager_init=false, the default. There is no --eager_init before 1.1.0, so there it repairs nothing; from 1.1.0 on the invariant holds with it.',
  }),
];
