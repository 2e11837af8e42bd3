import { between, PAIMON } from '../../machines/options/releases.ts';
import { entry } from '../../src/index.ts';

const jira = (issue: string) => `https://issues.apache.org/jira/browse/${issue}`;
const pull = (number: number) => `https://github.com/apache/paimon/pull/${number}`;
const tags = 'the release tags that contain the commit';

/** The commit: what is committed twice, not at all, or by halves, and what writers make of it. */
export const commitEntries = [
  entry({
    issue: 'FLINK-29840',
    link: jira('FLINK-29840'),
    title: 'A writer is closed before its files are committed; the next one begins with the same sequence numbers.',
    scenario: 'slow-commits',
    invariant: 'newest-record-wins',
    release: 'paimon',
    published: { until: '0.2.1', by: 'releases' },
    source: tags,
    fix: 'table-store#354 in 0.3.0',
  }),
  entry({
    issue: 'FLINK-28605',
    link: jira('FLINK-28605'),
    title: 'A writer reads the table while a recovery commits, and goes on without what was committed.',
    scenario: 'slow-commits',
    invariant: 'writer-sees-recovered-commits',
    release: 'paimon',
    published: { until: '0.1.0', by: 'releases' },
    source: tags,
    fix: 'table-store#225 in 0.2.0, the intentional failure',
    remark:
      'An older record wins then; until 0.2.1 it does so for another reason, too (FLINK-29840). With a committer that does not fail on purpose every release has it.',
  }),
  entry({
    issue: 'apache/paimon#3499',
    link: pull(3499),
    title:
      'A writer is closed between the two snapshots of its last commit; the next one compacts files that are gone.',
    scenario: 'slow-commits',
    invariant: 'commits-do-not-conflict',
    within: { paimon: between(PAIMON, '0.3.0') },
    release: 'paimon',
    published: { until: '0.8.0', by: 'releases' },
    source: tags,
    fix: '#3499 in 0.8.1 and 0.9.0',
    remark: 'Until 0.2.1 writers are closed before the first of the two snapshots (FLINK-29840).',
  }),
  entry({
    issue: 'apache/paimon#2885',
    link: pull(2885),
    title: 'An idle writer is closed while its compaction runs, and the changelog is not produced.',
    scenario: 'slow-commits',
    invariant: 'changelog-is-on-its-way',
    within: { paimon: between(PAIMON, '0.4.0') },
    release: 'paimon',
    published: { until: '0.7.0', by: 'releases' },
    source: tags,
    fix: '#2885 in 0.8.0',
    remark: 'changelog-producer.lookup-wait, which the bug needs to be off, is there since 0.4.0.',
  }),
  entry({
    issue: 'FLINK-29805',
    link: jira('FLINK-29805'),
    title: 'An identifier with two snapshots hides those before it: they are committed once more.',
    scenario: 'slow-commits',
    invariant: 'committed-exactly-once',
    release: 'paimon',
    published: { until: '0.2.1', by: 'releases' },
    source: tags,
    fix: 'table-store#350 in 0.3.0',
    remark:
      'From 0.2.1 on the conflict check turns that into a restore that never ends, unless the files are compacted.',
  }),
  entry({
    issue: 'FLINK-29367',
    link: jira('FLINK-29367'),
    title: 'A job that is started from an older checkpoint adds files to the table that are there already.',
    scenario: 'older-checkpoint',
    invariant: 'file-is-added-once',
    within: { 'write-only': [true] },
    release: 'paimon',
    published: { until: '0.2.0', by: 'releases' },
    source: tags,
    fix: 'table-store#301 in 0.2.1',
    remark:
      'With compaction 0.2.1 is affected too: the file is not there any more, so nothing conflicts. The filter of 0.3.0 (FLINK-29805) prevents both.',
  }),
  entry({
    issue: 'apache/paimon#2326',
    link: pull(2326),
    title: 'A recovery adds files to the table that snapshot expiry has deleted.',
    scenario: 'recovery',
    invariant: 'files-of-the-table-exist',
    release: 'paimon',
    published: { until: '0.5.0', by: 'releases' },
    source: tags,
    fix: '#2326 in 0.6.0',
  }),
  entry({
    issue: 'apache/paimon#879',
    link: pull(879),
    title:
      'Partition expiry leaves the largest identifier behind: every later recovery believes that all is committed.',
    scenario: 'partition-expiry',
    invariant: 'restored-is-committed',
    features: { 'partition-expiry-is-newest': true },
    release: 'paimon',
    source: tags,
    fix: '#879 in 0.4.0, the first release with partition expiry',
    remark: 'No release is affected. The consequence was derived; the change was read.',
  }),
  entry({
    issue: 'apache/paimon#5771',
    link: pull(5771),
    title: 'A commit that tries again does not look whether it has succeeded: the same files are added again.',
    scenario: 'ambiguous-commit',
    invariant: 'committed-exactly-once',
    within: { paimon: between(PAIMON, '0.3.0') },
    features: { 'recognises-its-snapshot': false },
    release: 'paimon',
    source: 'the pull request names no failure and no release',
    fix: '#5771 in 1.2.0, in time for #5776, which tries again after an exception',
    remark:
      'No release is affected. Until 1.1.1 an exception ends the attempt, and after a false answer the second try fails, because the manifests of its own snapshot are deleted (#7441). Without #5771 the retry of #5776 would add the files twice, from 1.2.0 on.',
  }),
  entry({
    issue: 'apache/paimon#7441',
    link: pull(7441),
    title:
      'A snapshot was created, the answer is that it was not, and its manifests are deleted: the table cannot be read any more.',
    scenario: 'ambiguous-commit',
    invariant: 'latest-snapshot-is-readable',
    release: 'paimon',
    published: { until: '1.3.2', by: 'releases' },
    source: `${tags}; the clean-up is in all of them`,
    fix: '#7441 in 1.4.1',
    remark:
      'Until 1.1.1 the second try reads those manifests, and the commit fails. From 1.2.0 to 1.3.2 it finds its own snapshot (#5771), and reports success: nobody is told until the next commit, or a reader, fails. Each later commit fails too (restore-ends).',
  }),
];
