import { invariant, leadsTo } from '../../src/describe/properties.ts';
import type { System } from '../../src/describe/system.ts';
import { firstEats, firstIsHungry, neighboursTakeTurns, philosophers } from '../../test/models/philosophers.ts';
import { type Subject, subjectOf } from './subject.ts';

export function philosophersSubject(n: number): Subject {
  const liveness = invariant({
    name: 'the-first-gets-to-eat',
    about: 'When the first philosopher is hungry, it eats some day.',
    holds: leadsTo(firstIsHungry, firstEats),
  });
  return subjectOf(() => philosophers(n, { careful: true }) as unknown as System, neighboursTakeTurns, liveness);
}
