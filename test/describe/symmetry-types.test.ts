import { expect, test } from 'vitest';
import { defineSystem } from '../../src/describe/define.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';

/*
 * What the compiler finds in a declaration of symmetry. Every `@ts-expect-error` is checked by `npm run types`: without an
 * error there, it is one itself.
 */
test('a declaration of symmetry names components with replicas, and properties of contexts and events', () => {
  const { components, channels, environment, options } = twoPhaseCommit(3);
  const system = { name: 'typed', options, components, channels, environment };
  const allowed = [
    () => defineSystem({ ...system, symmetry: { rm: { names: { rm: 'number', prepared: 'indexed' } } } }),
    () => defineSystem({ ...system, symmetry: { rm: 'none' } }),
    () => defineSystem({ ...system, symmetry: { rm: {} } }),
  ];
  const refused = [
    // @ts-expect-error: there is one transaction manager
    () => defineSystem({ ...system, symmetry: { tm: {} } }),
    // @ts-expect-error: no context and no event has this property
    () => defineSystem({ ...system, symmetry: { rm: { names: { resourceManager: 'number' } } } }),
    // @ts-expect-error: it is a number, not a list of them
    () => defineSystem({ ...system, symmetry: { rm: { names: { rm: 'indexed' } } } }),
    // @ts-expect-error: it is a list of yes and no
    () => defineSystem({ ...system, symmetry: { rm: { names: { prepared: 'number' } } } }),
    // @ts-expect-error: it has no replicas
    () => defineSystem({ ...system, symmetry: { rm: { with: ['tm'] } } }),
  ];
  for (const make of allowed) expect(make().name).toBe('typed');
  expect(refused).toHaveLength(5);
});
