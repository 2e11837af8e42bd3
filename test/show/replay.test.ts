import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mistake } from '../../src/describe/mistake.ts';
import type { Trace } from '../../src/describe/result.ts';
import { explore, pathTo, type REdge, type RGraph, referenceOf } from '../../src/reference/index.ts';
import { replay } from '../../src/show/replay.ts';
import { alternatingBit } from '../models/alternating-bit.ts';
import { increment } from '../models/increment.ts';
import { philosophers } from '../models/philosophers.ts';
import { tokenRing } from '../models/token-ring.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';
import { build } from '../random/build.ts';
import { blueprints } from '../random/systems.ts';
import { onlyReference, plain, type SystemLike, spaceOf } from '../reference/helpers.ts';
import { traceOf } from './traces.ts';

const models: readonly SystemLike[] = [
  twoPhaseCommit(2),
  increment(2, { lock: true }),
  philosophers(3, { careful: false }),
  tokenRing(3),
  alternatingBit(2, { losses: 1 }),
];

/** As a file would hold it, so that it can be changed. */
type Draft = ReturnType<typeof draftOf>;
function draftOf(trace: Trace) {
  return JSON.parse(JSON.stringify(trace)) as { -readonly [K in keyof Trace]: Trace[K] };
}

/** A shortest path to every state, and then one more step: every transition, once. */
function everyTransition(graph: RGraph): REdge[][] {
  return graph.edges.flat().map((edge) => [...pathTo(graph, edge.from), edge]);
}

/** A cycle through a state, if there is one. */
function cycleThrough(graph: RGraph, state: number): REdge[] | undefined {
  const paths = new Map<number, REdge[]>([[state, []]]);
  for (const [from, path] of paths) {
    for (const edge of graph.edges[from]!) {
      if (edge.to === state) return [...path, edge];
      if (!paths.has(edge.to)) paths.set(edge.to, [...path, edge]);
    }
  }
  return undefined;
}

describe('replay accepts what the reference does', () => {
  it.each(models.map((model) => [model.name, model] as const))('%s: every transition', (_, model) => {
    const graph = explore(onlyReference(model));
    for (const path of everyTransition(graph)) {
      expect(replay(plain(model), draftOf(traceOf(graph.reference, graph.states, path)))).toEqual({ ok: true });
    }
  });

  it('a cycle of the token ring', () => {
    const graph = explore(onlyReference(tokenRing(3)));
    const cycle = cycleThrough(graph, 2)!;
    expect(cycle.length).toBeGreaterThan(0);
    expect(replay(tokenRing(3), traceOf(graph.reference, graph.states, pathTo(graph, 2), cycle))).toEqual({ ok: true });
  });

  it('random systems: up to forty transitions of each, and a cycle', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(blueprints(), fc.nat(), (blueprint, n) => {
        const system = build(blueprint);
        const space = spaceOf(system);
        const configuration = space.configurations[n % space.size]!;
        let graph: RGraph;
        try {
          graph = explore(referenceOf(plain(system), space, configuration), 60);
        } catch (error) {
          if (error instanceof Mistake) return;
          throw error;
        }
        const paths = everyTransition(graph);
        for (const path of paths.filter((_, i) => i % Math.ceil(paths.length / 40) === 0)) {
          expect(replay(plain(system), traceOf(graph.reference, graph.states, path))).toEqual({ ok: true });
        }
        const middle = Math.floor(graph.states.length / 2);
        const cycle = cycleThrough(graph, middle);
        if (cycle) {
          const trace = traceOf(graph.reference, graph.states, pathTo(graph, middle), cycle);
          expect(replay(plain(system), trace)).toEqual({ ok: true });
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('replay rejects what was changed', () => {
  const system = alternatingBit(2, { losses: 1 });
  const graph = explore(onlyReference(system));
  const path = pathTo(graph, graph.states.length - 1);
  const cases: readonly (readonly [string, number, RegExp, (draft: Draft) => void])[] = [
    ['a context value of the first state', 0, /components\.sender\.context\.item/, (d) => change(d.initial, 'item', 1)],
    ['a context value', 3, /context\.received/, (d) => change(d.stem[2]!.state, 'received', 7)],
    ['a state', 2, /expected "asleep"/, (d) => change(d.stem[1]!.state, 'value', 'asleep')],
    ['a timer', 1, /timers/, (d) => change(d.stem[0]!.state, 'timers', [])],
    ['a dropped message', 1, /^sent/, (d) => change(d.stem[0]!, 'sent', [])],
    ['a message under way that is gone', 1, /^channels/, (d) => change(d.stem[0]!.state, 'channels', {})],
    ['a budget', 1, /^budgets/, (d) => change(d.stem[0]!.state, 'budgets', { data: 5, acknowledgements: 1 })],
    ['the payload of the first message', 1, /not under way/, (d) => change(d.stem[0]!.event, 'item', 5)],
    ['a step that is left out', 2, /./, (d) => change(d, 'stem', d.stem.toSpliced(1, 1))],
    ['a configuration that does not exist', -1, /./, (d) => change(d, 'configuration', { release: '1.0' })],
  ];

  it('but accepts it unchanged', () => {
    expect(path.length).toBeGreaterThan(3);
    expect(path[0]!.step.kind).toBe('delivery');
    expect(replay(system, draftOf(traceOf(graph.reference, graph.states, path)))).toEqual({ ok: true });
  });

  it.each(cases)('%s', (_, step, difference, tamper) => {
    const draft = draftOf(traceOf(graph.reference, graph.states, path));
    tamper(draft);
    if (step < 0) expect(() => replay(system, draft)).toThrow(Mistake);
    else expect(replay(system, draft)).toEqual({ ok: false, step, difference: expect.stringMatching(difference) });
  });

  it('a cycle that does not close', () => {
    const ring = tokenRing(3);
    const turns = explore(onlyReference(ring));
    const trace = traceOf(turns.reference, turns.states, [], pathTo(turns, 2));
    const difference = expect.stringMatching(/does not close/);
    expect(replay(ring, trace)).toEqual({ ok: false, step: trace.cycle.length, difference });
  });

  it('a step beyond the budget', () => {
    const lossy = alternatingBit(1, { losses: 0 });
    const steps = explore(onlyReference(lossy));
    const draft = draftOf(traceOf(steps.reference, steps.states, pathTo(steps, 1)));
    change(draft.stem[0]!, 'kind', 'loss');
    expect(replay(lossy, draft)).toMatchObject({ ok: false, step: 1, difference: expect.stringMatching(/budget/) });
  });
});

/** Changes the field of this name, however deep it is; the first one found. */
function change(document: object, name: string, value: unknown): boolean {
  for (const [key, part] of Object.entries(document)) {
    if (key === name) {
      Object.assign(document, { [name]: value });
      return true;
    }
    if (typeof part === 'object' && part !== null && change(part, name, value)) return true;
  }
  return false;
}
