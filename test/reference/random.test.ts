import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mistake } from '../../src/describe/mistake.ts';
import { explore, referenceOf } from '../../src/reference/index.ts';
import { build } from '../random/build.ts';
import { predicateOf, systemsWithProperties } from '../random/properties.ts';
import { blueprints } from '../random/systems.ts';
import { plain, spaceOf } from './helpers.ts';

const LIMIT = 200;

describe('random systems', () => {
  it('are varied, small, and mostly free of mistakes', { timeout: 120_000 }, () => {
    const sizes: number[] = [];
    const met = new Set<string>();
    let mistakes = 0;
    let differing = 0;
    const sample = fc.sample(blueprints(), { numRuns: 80, seed: 7 });
    for (const blueprint of sample) {
      const system = build(blueprint);
      const space = spaceOf(system);
      const configurations = space.configurations.filter((_, i) => i < 4);
      const here = new Set<string>();
      for (const configuration of configurations) {
        try {
          const graph = explore(referenceOf(plain(system), space, configuration), LIMIT);
          sizes.push(graph.states.length);
          here.add(`${graph.states.length} ${graph.transitions}`);
          for (const { step } of graph.edges.flat()) {
            met.add(step.kind);
            for (const { fate } of step.sent) met.add(fate);
            for (const { ignored } of step.taken) if (ignored) met.add('ignored');
          }
          for (const { locals } of graph.states) {
            for (const { snapshot } of Object.values(locals)) {
              if (snapshot.status === 'done') met.add('final');
              if (snapshot.hasTag('down')) met.add('down');
              if (Object.keys(snapshot.historyValue).length > 0) met.add('history');
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Mistake);
          here.add('mistake');
          mistakes += 1;
        }
      }
      if (here.size > 1) differing += 1;
    }
    sizes.sort((a, b) => a - b);
    const [median, large] = [sizes[Math.floor(sizes.length / 2)]!, sizes[Math.floor(sizes.length * 0.9)]!];
    expect(median).toBeGreaterThan(4);
    expect(large).toBeGreaterThan(50);
    expect(sizes.filter((size) => size > LIMIT).length).toBeLessThan(sizes.length / 5);
    expect(mistakes).toBeGreaterThan(0);
    expect(mistakes).toBeLessThan(sizes.length / 5);
    // The configuration matters in many of them.
    expect(differing).toBeGreaterThan(sample.length / 4);
    expect([...met].sort()).toEqual(
      [
        'delivery',
        'down',
        'dropped',
        'environment',
        'final',
        'handled',
        'history',
        'ignored',
        'loss',
        'queued',
        'timer',
      ].sort(),
    );
  });

  it('have predicates that can be asked of every state', () => {
    fc.assert(
      fc.property(systemsWithProperties(), ({ blueprint, p, q }) => {
        const system = build(blueprint);
        const space = spaceOf(system);
        try {
          const reference = referenceOf(plain(system), space, space.configurations[0]!);
          const view = reference.view(reference.initial());
          expect(typeof predicateOf(p)(view)).toBe('boolean');
          expect(typeof predicateOf(q)(view)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(Mistake);
        }
      }),
      { numRuns: 50 },
    );
  });
});
