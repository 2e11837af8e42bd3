import { system } from '../machines/scenarios/slow-commits.ts';
import { invariant, never, stepsOf } from '../src/index.ts';
import { nothingHasFailed } from './vocabulary/commit.ts';

const { emits } = stepsOf(system);

const aCommitConflicts = emits('store', 'COMMIT_REFUSED', {
  where: ({ reason }) => reason === 'conflict',
  label: 'a commit conflicts with the table',
});

export const commitsDoNotConflict = invariant({
  name: 'commits-do-not-conflict',
  about:
    'A job that is alone on its table, and of which nothing has failed, never gives up a commit because of a conflict.',
  holds: never(aCommitConflicts, { given: nothingHasFailed }),
});

export const recoveryDoesNotConflict = invariant({
  name: 'recovery-does-not-conflict',
  about: 'A job that is alone on its table never gives up a commit because of a conflict, not after a failure either.',
  holds: never(aCommitConflicts),
});
