/**
 * The classics as one model module, for `lasso crosscheck test/models/classics.ts`: two-phase commit, and systems in
 * which something is violated: a state, a step, a deadlock.
 */
import { always, invariant, never, noDeadlock, scenario, stepsOf } from '../../src/index.ts';
import { alternatingBit, inOrder } from './alternating-bit.ts';
import { bigIsNotFour, dieHard } from './die-hard.ts';
import { increment, nothingIsLost } from './increment.ts';
import { alone, peterson } from './peterson.ts';
import { neighboursTakeTurns, philosophers } from './philosophers.ts';
import { consistent, nobodyCommits, twoPhaseCommit } from './two-phase-commit.ts';

const isConsistent = invariant({
  name: 'consistent',
  about: 'No resource manager commits while another aborts.',
  holds: always(consistent),
});

const nobody = invariant({
  name: 'nobody-commits',
  about: 'Not true, for the length of the shortest trace: nobody ever commits.',
  holds: [always(nobodyCommits), never(stepsOf(twoPhaseCommit(3)).takes('rm', 'COMMIT'))],
});

const someStepIsPossible = invariant({
  name: 'some-step-is-possible',
  about: 'Not everything is stuck.',
  holds: noDeadlock,
});

export const system = twoPhaseCommit(7);
export const invariants = [isConsistent, nobody];

export const scenarios = [
  ...[3, 5].map((resourceManagers) =>
    scenario({
      name: `two-phase-commit-${resourceManagers}`,
      about: `The same with ${resourceManagers} resource managers.`,
      system: twoPhaseCommit(resourceManagers),
      invariants,
    }),
  ),
  scenario({
    name: 'die-hard',
    about: 'Two jugs that four gallons are measured with.',
    system: dieHard(),
    invariants: [
      invariant({ name: 'big-is-not-four', about: 'Not true: how it is done.', holds: always(bigIsNotFour) }),
    ],
  }),
  ...[true, false].map((lock) =>
    scenario({
      name: lock ? 'increment-locked' : 'increment',
      about: 'Threads that read, add one and write.',
      system: increment(3, { lock }),
      invariants: [
        invariant({ name: 'nothing-is-lost', about: 'In the end everyone was counted.', holds: always(nothingIsLost) }),
        someStepIsPossible,
      ],
    }),
  ),
  ...[true, false].map((checksBit) =>
    scenario({
      name: checksBit ? 'alternating-bit' : 'forgetful-bit',
      about: 'Messages over channels that lose them, with a bit that is looked at or not.',
      system: alternatingBit(3, { losses: 2, checksBit }),
      invariants: [
        invariant({ name: 'in-order', about: 'What arrives was sent, once, in its order.', holds: always(inOrder) }),
      ],
    }),
  ),
  ...[true, false].map((careful) =>
    scenario({
      name: careful ? 'careful-philosophers' : 'philosophers',
      about: 'Five at a table; the careful ones do not all reach for the same side first.',
      system: philosophers(5, { careful }),
      invariants: [
        invariant({
          name: 'neighbours-take-turns',
          about: 'A fork is in one hand.',
          holds: always(neighboursTakeTurns),
        }),
        someStepIsPossible,
      ],
    }),
  ),
  scenario({
    name: 'peterson',
    about: 'Two processes that want to be alone.',
    system: peterson,
    invariants: [invariant({ name: 'alone', about: 'One at a time.', holds: always(alone) })],
  }),
];
