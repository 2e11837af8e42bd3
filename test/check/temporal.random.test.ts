import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { negation } from '../../src/check/automaton.ts';
import { Temporal } from '../../src/check/temporal.ts';
import { targetOf } from '../../src/explore/graph.ts';
import { faultsOf, lassos, leastLasso, stepsOf, wrongWith } from './brute.ts';
import { formulas, predicateOf, shapes } from './formulas.ts';
import { drawings, graphOf } from './graphs.ts';

const formula = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...shapes) },
  { weight: 1, arbitrary: formulas(2, 3) },
);

describe('on random graphs', () => {
  it('finds the violating sets, with lassos that are valid and the shortest', () => {
    fc.assert(
      fc.property(drawings(6), formula, (drawing, f) => {
        const graph = graphOf(drawing);
        const automaton = negation(f, predicateOf);
        const check = new Temporal(graph, automaton);
        const sets = check.violatingSets();
        for (const set of [0, 1, 2]) {
          const allowed = (s: number) => s === set;
          const lasso = check.lasso(allowed);
          expect(lasso !== undefined, `a lasso in set ${set}`).toBe(sets.includes(set));
          const least = leastLasso(graph, automaton, allowed);
          expect(least !== undefined, `a violation in set ${set}`).toBe(lasso !== undefined);
          if (lasso === undefined || least === undefined) continue;
          expect(wrongWith(graph, lasso, f)).toBe('');
          const unfolded = check.unfolded(allowed)!;
          expect(wrongWith(graph, unfolded, f)).toBe('');
          expect(unfolded.shortest).toBe(true);
          expect({
            stem: stepsOf(graph, unfolded.stem.edges),
            cycle: unfolded.cycle.length,
            faults: faultsOf(graph, [...unfolded.stem.edges, ...unfolded.cycle]),
          }).toEqual(least);
          expect(lasso.stem.edges.length).toBeLessThanOrEqual(unfolded.stem.edges.length);
          expect(lasso.cycle.length).toBeLessThanOrEqual(unfolded.cycle.length);
        }
      }),
      { numRuns: 1500 },
    );
  }, 120_000);

  it('misses no lasso that an enumeration without automata finds', () => {
    fc.assert(
      fc.property(drawings(5), formula, (drawing, f) => {
        const graph = graphOf(drawing);
        const check = new Temporal(graph, negation(f, predicateOf));
        const sets = check.violatingSets();
        let looked = 0;
        for (const lasso of lassos(graph, 4, 5)) {
          if (++looked > 1500) break;
          if (wrongWith(graph, lasso, f) !== '') continue;
          const end = lasso.stem.edges.at(-1);
          expect(sets).toContain(graph.setOf(end === undefined ? lasso.stem.start : targetOf(graph, end)));
        }
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});
