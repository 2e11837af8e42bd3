import { system as ambiguousCommit } from '../../machines/scenarios/ambiguous-commit.ts';
import { system as lateTaskManager } from '../../machines/scenarios/late-taskmanager.ts';
import { system as olderCheckpoint } from '../../machines/scenarios/older-checkpoint.ts';
import { system as partitionExpiry } from '../../machines/scenarios/partition-expiry.ts';
import { system as recovery } from '../../machines/scenarios/recovery.ts';
import { system as slowCommits } from '../../machines/scenarios/slow-commits.ts';
import { scenario } from '../../src/index.ts';
import { changelogIsOnItsWay } from '../changelog-is-on-its-way.ts';
import { commitsDoNotConflict, recoveryDoesNotConflict } from '../commits-do-not-conflict.ts';
import { committableIsCommittedWhole } from '../committable-is-committed-whole.ts';
import { committedExactlyOnce } from '../committed-exactly-once.ts';
import { fileIsAddedOnce, fileIsAddedOnceUntilExpiry } from '../file-is-added-once.ts';
import { filesOfTheTableExist } from '../files-of-the-table-exist.ts';
import { identifiersNeverGoBack } from '../identifiers-never-go-back.ts';
import { latestSnapshotIsReadable } from '../latest-snapshot-is-readable.ts';
import { newestRecordWins } from '../newest-record-wins.ts';
import { nothingLost } from '../nothing-lost.ts';
import { restoreEnds } from '../restore-ends.ts';
import { restoredIsCommitted } from '../restored-is-committed.ts';
import { writerSeesRecoveredCommits } from '../writer-sees-recovered-commits.ts';

export const scenarios = [
  scenario({
    name: 'slow-commits',
    about: 'Is a commit that takes longer than a checkpoint as good as a fast one?',
    system: slowCommits,
    invariants: [
      newestRecordWins,
      commitsDoNotConflict,
      recoveryDoesNotConflict,
      changelogIsOnItsWay,
      committableIsCommittedWhole,
      committedExactlyOnce,
      nothingLost,
      writerSeesRecoveredCommits,
    ],
  }),
  scenario({
    name: 'ambiguous-commit',
    about:
      'Is each committable committed once, and the table whole, although the answer to the atomic create may be wrong?',
    system: ambiguousCommit,
    invariants: [
      latestSnapshotIsReadable,
      committedExactlyOnce,
      nothingLost,
      newestRecordWins,
      identifiersNeverGoBack,
      restoreEnds,
    ],
  }),
  scenario({
    name: 'recovery',
    about: 'Is what was restored committed once, although the snapshots that tell what is committed are gone?',
    system: recovery,
    invariants: [fileIsAddedOnce, fileIsAddedOnceUntilExpiry, filesOfTheTableExist, restoredIsCommitted, restoreEnds],
  }),
  scenario({
    name: 'partition-expiry',
    about: 'Is what was restored committed, although the user of the job has dropped partitions?',
    system: partitionExpiry,
    invariants: [restoredIsCommitted, committedExactlyOnce, identifiersNeverGoBack, restoreEnds],
  }),
  scenario({
    name: 'older-checkpoint',
    about: 'Are committables of an older checkpoint, from which a user starts the job, committed a second time?',
    system: olderCheckpoint,
    invariants: [fileIsAddedOnce, restoredIsCommitted, restoreEnds],
  }),
  scenario({
    name: 'late-taskmanager',
    about: 'May a TaskManager that counts as lost go on, and commit after its successor has restored?',
    system: lateTaskManager,
    invariants: [committedExactlyOnce, nothingLost, newestRecordWins, identifiersNeverGoBack, restoreEnds],
  }),
];
