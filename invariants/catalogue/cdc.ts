import { entry } from '../../src/index.ts';

/** What the main model shows: a CDC job, its configuration, and one lost TaskManager. */
export const cdcEntries = [
  entry({
    issue: 'apache/paimon#4998',
    link: 'https://github.com/apache/paimon/issues/4998',
    title: 'A CDC job without a checkpoint interval restarts for ever after one lost TaskManager.',
    scenario: 'main',
    invariant: 'restore-completes',
    release: 'paimon',
    published: { from: '0.7.0', until: '1.0.1' },
    source: 'the issue ("0.8+"), and the tags that have #2461 and not #5011',
    fix: '#5011 in 1.1.0',
    remark: 'Published advice adds commit.force-create-snapshot=true to the conditions: it is none.',
  }),
];
