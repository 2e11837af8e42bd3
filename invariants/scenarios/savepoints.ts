import { system as dedicatedCompaction } from '../../machines/scenarios/dedicated-compaction.ts';
import { system as programs } from '../../machines/scenarios/programs.ts';
import { system as restoreOlder } from '../../machines/scenarios/restore-older.ts';
import { system as savepointTags } from '../../machines/scenarios/savepoint-tags.ts';
import { system as tagCreation } from '../../machines/scenarios/tag-creation.ts';
import { scenario } from '../../src/index.ts';
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
    name: 'restore-older',
    about: 'What is lost or committed twice when a user starts a job from an older checkpoint, or from a savepoint?',
    system: restoreOlder,
    invariants: [restoredDataIsCommitted, committedExactlyOnce, nothingLost, identifiersNeverGoBack, nothingGetsStuck],
  }),
];
