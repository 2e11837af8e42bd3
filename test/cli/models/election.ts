import { always, invariant, noDeadlock } from '../../../src/describe/properties.ts';
import { leaderElection, noLeader, oneLeader } from '../../models/leader-election.ts';

export const system = leaderElection(3);

export const invariants = [
  invariant({ name: 'one-leader', about: 'Who is elected is the only one.', holds: always(oneLeader) }),
  invariant({ name: 'no-leader', about: 'Nobody is elected.', holds: always(noLeader) }),
  invariant({ name: 'no-deadlock', about: 'It ends well.', holds: noDeadlock }),
];
