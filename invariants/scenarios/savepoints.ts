import { system as dedicatedCompaction } from '../../machines/scenarios/dedicated-compaction.ts';
import { system as multiTableCommit } from '../../machines/scenarios/multi-table-commit.ts';
import { system as parallelCommitters } from '../../machines/scenarios/parallel-committers.ts';
import { system as programs } from '../../machines/scenarios/programs.ts';
import { system as restoreOlder } from '../../machines/scenarios/restore-older.ts';
import { system as savepointTags } from '../../machines/scenarios/savepoint-tags.ts';
import { system as tagCreation } from '../../machines/scenarios/tag-creation.ts';
import { system as watermarks } from '../../machines/scenarios/watermarks.ts';
import { scenario } from '../../src/index.ts';
import { checkpointedDataIsKept } from '../checkpointed-data-is-kept.ts';
import { committedExactlyOnce } from '../committed-exactly-once.ts';
import { configurationAgrees } from '../configuration-agrees.ts';
import { eachDayGetsItsTag } from '../each-day-gets-its-tag.ts';
import { filesAreCompactedOnce } from '../files-are-compacted-once.ts';
import { finishedCompactionIsCommitted } from '../finished-compaction-is-committed.ts';
import { identifiersNeverGoBack } from '../identifiers-never-go-back.ts';
import { nothingGetsStuck } from '../no-deadlock.ts';
import { nothingLost } from '../nothing-lost.ts';
import { restoreCompletes } from '../restore-completes.ts';
import { restoreSettles } from '../restore-settles.ts';
import { restoredDataIsCommitted } from '../restored-data-is-committed.ts';
import { savepointHasItsTag } from '../savepoint-has-its-tag.ts';
import { savepointSnapshotHasItsTag } from '../savepoint-snapshot-has-its-tag.ts';
import { snapshotIsForcedOnlyForATag } from '../snapshot-is-forced-only-for-a-tag.ts';
import { tagHasItsSavepoint } from '../tag-has-its-savepoint.ts';
import { watermarkIsTrue } from '../watermark-is-true.ts';
import { whatIsReadGetsCompacted } from '../what-is-read-gets-compacted.ts';

export const scenarios = [
  scenario({
    name: 'savepoint-tags',
    about: 'Does each savepoint get its tag, with sink.savepoint.auto-tag?',
    system: savepointTags,
    invariants: [
      savepointHasItsTag,
      savepointSnapshotHasItsTag,
      tagHasItsSavepoint,
      nothingLost,
      committedExactlyOnce,
      nothingGetsStuck,
    ],
  }),
  scenario({
    name: 'tag-creation',
    about: 'Does each day get its tag, with tag.automatic-creation, and no more snapshots than that takes?',
    system: tagCreation,
    invariants: [eachDayGetsItsTag, snapshotIsForcedOnlyForATag, nothingGetsStuck],
  }),
  scenario({
    name: 'dedicated-compaction',
    about: 'Does dedicated compaction come back after a failure, and what becomes of its results?',
    system: dedicatedCompaction,
    invariants: [
      restoreCompletes,
      restoreSettles,
      finishedCompactionIsCommitted,
      whatIsReadGetsCompacted,
      filesAreCompactedOnce,
      nothingGetsStuck,
    ],
  }),
  scenario({
    name: 'multi-table-commit',
    about: 'Is everything committed once, and does a restore complete, where one committer has two tables?',
    system: multiTableCommit,
    invariants: [restoreCompletes, restoreSettles, committedExactlyOnce, nothingLost, nothingGetsStuck],
  }),
  scenario({
    name: 'parallel-committers',
    about: 'What would become of the data of a table with two committers?',
    system: parallelCommitters,
    invariants: [checkpointedDataIsKept, committedExactlyOnce, nothingGetsStuck],
  }),
  scenario({
    name: 'programs',
    about: 'Does a restore end, in whatever order a program enables checkpoints and builds the sink?',
    system: programs,
    invariants: [
      restoreCompletes,
      configurationAgrees,
      restoreSettles,
      committedExactlyOnce,
      nothingLost,
      nothingGetsStuck,
    ],
  }),
  scenario({
    name: 'watermarks',
    about: 'Is everything in the table that came before the watermark of its latest snapshot?',
    system: watermarks,
    invariants: [watermarkIsTrue, committedExactlyOnce, nothingLost, nothingGetsStuck],
  }),
  scenario({
    name: 'restore-older',
    about: 'What is lost or committed twice when a user starts a job from an older checkpoint, or from a savepoint?',
    system: restoreOlder,
    invariants: [restoredDataIsCommitted, committedExactlyOnce, nothingLost, identifiersNeverGoBack, nothingGetsStuck],
  }),
];
