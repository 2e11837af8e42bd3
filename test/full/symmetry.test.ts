import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { invariant, noDeadlock } from '../../src/describe/properties.ts';
import { agreeOnSymmetricSystems, agreeOrRefuse } from '../explore/reduce/symmetry-agrees.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';

describe('symmetry reduction says what a run without it says, on hundreds of random systems', () => {
  test('whose replicas speak of one another by messages', () => agreeOnSymmetricSystems(500, false));
  test('… by messages and calls', () => agreeOnSymmetricSystems(500, true));
  test('that are said to be symmetric, or is refused', () => agreeOrRefuse(250));
});

// TLC's distinct states of the specification.
test.each([
  [8, 1_745_408],
  [9, 10_340_352],
])('two-phase commit with %i resource managers: what is explored stands for %i states', async (n, published) => {
  const holds = invariant<never>({ name: 'no-deadlock', about: '', holds: noDeadlock });
  const { report } = await check(twoPhaseCommit(n), [holds], { reduce: { symmetry: true } });
  expect(report.reductions![0]!.standFor).toBe(published);
});
