import { always, invariant } from '../../../src/index.ts';
import { consistent, nobodyCommits, twoPhaseCommit } from '../../models/two-phase-commit.ts';

/** Two-phase commit with five resource managers: 8,832 states, as TLC counts them. */
export const system = twoPhaseCommit(5);

export const invariants = [
  invariant({ name: 'consistent', about: 'All decide the same.', holds: always(consistent) }),
  invariant({ name: 'nobody-commits', about: 'Nobody ever commits.', holds: always(nobodyCommits) }),
];
