import { describe, expect, it } from 'vitest';
import { deadlocks, explore, violationOfAlways } from '../../src/reference/index.ts';
import { consistent, nobodyCommits, twoPhaseCommit } from '../models/two-phase-commit.ts';
import { onlyReference } from './helpers.ts';

describe('two-phase commit (Gray and Lamport)', () => {
  // distinct, generated, depth as TLC prints them
  it.each([
    [3, 288, 1146, 11],
    [4, 1568, 8258, 14],
    [5, 8832, 58146, 17],
  ])('with %i resource managers has the published counts', { timeout: 120_000 }, (n, distinct, generated, depth) => {
    const graph = explore(onlyReference(twoPhaseCommit(n), { stutters: true }));
    expect(graph.states.length).toBe(distinct);
    expect(graph.transitions + 1).toBe(generated);
    expect(Math.max(...graph.depth) + 1).toBe(depth);
  });

  it('is consistent, can commit, and has no deadlock', () => {
    const graph = explore(onlyReference(twoPhaseCommit(3)));
    expect(graph.states.length).toBe(288);
    expect(violationOfAlways(graph, consistent)).toBeUndefined();
    // 3 prepare, 3 PREPARED, commit, COMMIT
    expect(violationOfAlways(graph, nobodyCommits)).toBe(8);
    expect(deadlocks(graph)).toEqual([]);
  });
});
