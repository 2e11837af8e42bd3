import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Targets } from '../../src/check/arcs.ts';
import { ALONE, Components, UNSEEN, weightOf } from '../../src/check/components.ts';

interface Arc {
  readonly to: number;
  readonly weight: number;
}

/** A graph whose arcs are computed: every look at a node is counted. */
class Drawn implements Targets {
  readonly out = { to: new Int32Array(0) };
  readonly looks: number[];
  readonly weight = (arc: number) => this.arcs[this.last]![arc]!.weight;
  private readonly arcs: readonly (readonly Arc[])[];
  private last = 0;

  constructor(arcs: readonly (readonly Arc[])[]) {
    this.arcs = arcs;
    this.looks = arcs.map(() => 0);
  }

  get size(): number {
    return this.arcs.length;
  }

  expand(node: number): number {
    this.last = node;
    this.looks[node]!++;
    this.out.to = Int32Array.from(this.arcs[node]!, ({ to }) => to);
    return this.out.to.length;
  }
}

/** The nodes that a node leads to, in one step or more. */
function reach(arcs: readonly (readonly Arc[])[], start: number): ReadonlySet<number> {
  const found = new Set<number>();
  const waiting = [start];
  for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
    for (const { to } of arcs[n]!) {
      if (found.has(to)) continue;
      found.add(to);
      waiting.push(to);
    }
  }
  return found;
}

it('are those of the closure, each after all that it leads to; and so are the heaviest paths', () => {
  const graphs = fc.integer({ min: 1, max: 12 }).chain((size) => {
    const arc = fc.record({ to: fc.nat(size - 1), weight: fc.constantFrom(0, 0, 0, 1, 2) });
    return fc.array(fc.array(arc, { maxLength: 3 }), { minLength: size, maxLength: size });
  });
  fc.assert(
    fc.property(graphs, (arcs) => {
      const closure = arcs.map((_, n) => reach(arcs, n));
      const emitted: number[][] = [];
      const search = new Components(new Drawn(arcs), (data, from, to) => emitted.push([...data.subarray(from, to)]));
      for (let n = 0; n < arcs.length; n++) search.from(n);
      const done = new Set<number>();
      for (const members of emitted) {
        const first = members[0]!;
        const mates = arcs.flatMap((_, n) =>
          n === first || (closure[n]!.has(first) && closure[first]!.has(n)) ? [n] : [],
        );
        expect(members.toSorted((a, b) => a - b)).toEqual(mates);
        for (const n of members) {
          done.add(n);
          expect(search.state[n] === ALONE).toBe(!closure[n]!.has(n));
          expect(search.state[n]).toBe(search.state[first]);
        }
        for (const n of members) for (const { to } of arcs[n]!) expect(done.has(to)).toBe(true);
      }
      expect(done.size).toBe(arcs.length);
      // A path of as many arcs as there are nodes passes some node twice: if more of it weighs more, any number does.
      let known = arcs.map(() => 0);
      const longer = () =>
        arcs.map((list, n) => Math.max(known[n]!, ...list.map(({ to, weight }) => weight + known[to]!)));
      for (let i = 0; i < arcs.length; i++) known = longer();
      const bounded = known;
      for (let i = 0; i < arcs.length * 3; i++) known = longer();
      expect(arcs.map((_, n) => weightOf(search.heaviest.data[n]!))).toEqual(
        known.map((weight, n) => (weight > bounded[n]! ? Number.POSITIVE_INFINITY : weight)),
      );
    }),
    { numRuns: 500 },
  );
});

it('are the same where a path is so long that its open arcs are forgotten and asked for again', () => {
  const size = 3000;
  let state = 7;
  const random = (below: number) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 0) % below;
  };
  // A long path on which every node has arcs ahead, and few back: many components, one of them large.
  const arcs = Array.from({ length: size }, (_, n): Arc[] => [
    ...[5, 40, 300].map((far) => ({ to: Math.min(size - 1, n + 1 + random(far)), weight: random(50) === 0 ? 1 : 0 })),
    { to: Math.min(size - 1, n + 1), weight: 0 },
    ...(random(20) === 0 ? [{ to: Math.max(0, n - random(30)), weight: 0 }] : []),
    ...(random(500) === 0 ? [{ to: n, weight: 1 }] : []),
  ]);
  const graph = new Drawn(arcs);
  const number = new Int32Array(size);
  let numbers = 0;
  const search = new Components(graph, (data, from, to) => {
    numbers++;
    for (let i = from; i < to; i++) number[data[i]!] = numbers;
  });
  search.from(0);
  expect(Math.max(...graph.looks)).toBeGreaterThan(1);
  expect(search.state.every((at) => at !== UNSEEN)).toBe(true);

  for (let n = 0; n < size; n += 20) {
    const ahead = reach(arcs, n);
    expect(search.state[n] === ALONE).toBe(!ahead.has(n));
    for (const { to } of arcs[n]!) expect(number[n] === number[to]).toBe(n === to || reach(arcs, to).has(n));
  }
  // The same with no need to forget: the nodes from the last to the first, so that no path is long.
  const short = new Components(new Drawn(arcs), () => {});
  for (let n = size - 1; n >= 0; n--) short.from(n);
  expect([...search.heaviest.data]).toEqual([...short.heaviest.data]);
});
