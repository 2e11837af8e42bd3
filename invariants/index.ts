/** What must hold of the shipped model. */
import { checkpointEventuallyCompletes } from './checkpoint-eventually-completes.ts';
import { committedExactlyOnce } from './committed-exactly-once.ts';
import { configurationAgrees } from './configuration-agrees.ts';
import { forcedSnapshotHasItsIdentifier } from './forced-snapshot-has-its-identifier.ts';
import { forcedSnapshotIsCreated } from './forced-snapshot-is-created.ts';
import { identifiersNeverGoBack } from './identifiers-never-go-back.ts';
import { nothingGetsStuck } from './no-deadlock.ts';
import { nothingLost } from './nothing-lost.ts';
import { restoreCompletes } from './restore-completes.ts';
import { restoreSettles } from './restore-settles.ts';
import { survivesOneFailure } from './survives-one-failure.ts';
import { writerNotClosedWithUncommittedFiles } from './writer-not-closed-with-uncommitted-files.ts';
import { writerSeesRecoveredCommits } from './writer-sees-recovered-commits.ts';

export { system } from '../machines/index.ts';
export { catalogue } from './catalogue/index.ts';
export { scenarios } from './scenarios/index.ts';

export const invariants = [
  restoreCompletes,
  configurationAgrees,
  restoreSettles,
  forcedSnapshotIsCreated,
  forcedSnapshotHasItsIdentifier,
  committedExactlyOnce,
  nothingLost,
  identifiersNeverGoBack,
  writerSeesRecoveredCommits,
  writerNotClosedWithUncommittedFiles,
  checkpointEventuallyCompletes,
  survivesOneFailure,
  nothingGetsStuck,
];
