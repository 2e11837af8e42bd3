import { describe, expect, it } from 'vitest';
import {
  deadlocks,
  explore,
  pathTo,
  violationOfAlways,
  violationOfEventually,
  violationOfInfinitelyOften,
  violationOfLeadsTo,
} from '../../src/reference/index.ts';
import { alternatingBit, inOrder, senderHasFinished } from '../models/alternating-bit.ts';
import { bigIsNotFour, dieHard } from '../models/die-hard.ts';
import { increment, nothingIsLost } from '../models/increment.ts';
import { firstEats, firstIsHungry, neighboursTakeTurns, philosophers } from '../models/philosophers.ts';
import { pingPong, reachedMax } from '../models/ping-pong.ts';
import { lastHasToken, lastWorks, oneWorks, tokenRing } from '../models/token-ring.ts';
import { onlyReference } from './helpers.ts';

describe('increment (Stateright)', () => {
  it('without a lock has 13 states and loses an increment after 4 steps', () => {
    const graph = explore(onlyReference(increment(2, { lock: false })));
    expect(graph.states.length).toBe(13);
    expect(violationOfAlways(graph, nothingIsLost)).toBe(4);
  });

  it.each([
    [2, 17, 9],
    [3, 61, 13],
  ])('with a lock and %i threads has %i states and loses nothing', (threads, states, depth) => {
    const graph = explore(onlyReference(increment(threads, { lock: true })));
    expect(graph.states.length).toBe(states);
    // published: generated, with the initial state
    expect(graph.transitions + 1).toBe(states);
    expect(Math.max(...graph.depth) + 1).toBe(depth);
    expect(violationOfAlways(graph, nothingIsLost)).toBeUndefined();
  });
});

describe('ping-pong (Stateright)', () => {
  it('up to five has 11 states and reaches the end', () => {
    const graph = explore(onlyReference(pingPong(5)));
    expect(graph.states.length).toBe(11);
    expect(violationOfEventually(graph, reachedMax(5))).toBeUndefined();
  });

  it('does not reach the end where the first Ping is lost', () => {
    const graph = explore(onlyReference(pingPong(5, { losses: 1 })));
    expect(violationOfEventually(graph, reachedMax(5))?.stem).toBe(1);
  });
});

describe('DieHard', () => {
  it('is solved in a trace of 7 states', () => {
    const graph = explore(onlyReference(dieHard()));
    expect(graph.states.length).toBe(16);
    expect(violationOfAlways(graph, bigIsNotFour)).toBe(6);
  });
});

describe('dining philosophers', () => {
  it.each([2, 3, 4])('%i of them can block each other in twice as many steps', (n) => {
    const graph = explore(onlyReference(philosophers(n, { careful: false })));
    const blocked = deadlocks(graph);
    expect(blocked).toHaveLength(1);
    expect(graph.depth[blocked[0]!]).toBe(2 * n);
    expect(pathTo(graph, blocked[0]!)).toHaveLength(2 * n);
    expect(violationOfAlways(graph, neighboursTakeTurns)).toBeUndefined();
    // It is the deadlock that starves them: staying there is fair.
    expect(violationOfLeadsTo(graph, firstIsHungry, firstEats)?.stem).toBe(2 * n);
  });

  it.each([2, 3])('%i of them eat in the end if one takes the other fork first', (n) => {
    const graph = explore(onlyReference(philosophers(n, { careful: true })));
    expect(deadlocks(graph)).toEqual([]);
    expect(violationOfAlways(graph, neighboursTakeTurns)).toBeUndefined();
    expect(violationOfLeadsTo(graph, firstIsHungry, firstEats)).toBeUndefined();
  });
});

describe('token ring', () => {
  it.each([2, 3, 5])('of %i stations has three states for each, and the token comes round', (n) => {
    const graph = explore(onlyReference(tokenRing(n)));
    expect(graph.states.length).toBe(3 * n);
    expect(graph.transitions).toBe(4 * n);
    expect(deadlocks(graph)).toEqual([]);
    expect(violationOfAlways(graph, oneWorks)).toBeUndefined();
    expect(violationOfInfinitelyOften(graph, lastHasToken)).toBeUndefined();
    // To work is a choice.
    expect(violationOfInfinitelyOften(graph, lastWorks)?.stem).toBe(0);
  });

  it('may keep the token where passing is not fair', () => {
    const graph = explore(onlyReference(tokenRing(3, { passing: 'none' })));
    expect(violationOfInfinitelyOften(graph, lastHasToken)?.stem).toBe(0);
  });
});

describe('alternating bit', () => {
  it('delivers in order, and finishes', () => {
    const graph = explore(onlyReference(alternatingBit(2, { losses: 2 })));
    expect(violationOfAlways(graph, inOrder)).toBeUndefined();
    expect(violationOfEventually(graph, senderHasFinished)).toBeUndefined();
    expect(deadlocks(graph)).toEqual([]);
  });

  it('delivers something twice where the bit is not checked', () => {
    const graph = explore(onlyReference(alternatingBit(2, { losses: 2, checksBit: false })));
    // DATA, time-out, DATA again
    expect(violationOfAlways(graph, inOrder)).toBe(3);
  });
});
