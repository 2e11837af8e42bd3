/** Few configurations that stand for many. */
import { cdcFeatures } from '../../machines/options/cdc.ts';
import type { Configuration, FeatureValue, OptionValue } from '../../src/describe/options.ts';
import type { Space } from '../../src/describe/space.ts';

/** Those that the machines ask about in this scenario; the others belong to what only other scenarios have. */
const FEATURES = Object.keys(cdcFeatures) as (keyof typeof cdcFeatures)[];
/** The machines ask about these through features alone. */
const RELEASES = ['paimon', 'flink'];

/** What a machine can be told of a configuration: every feature, and every option that is not a release. */
export function behaviourOf(space: Space, configuration: Configuration): Record<string, OptionValue | FeatureValue> {
  const ask = space.answersFor(configuration);
  const options = Object.entries(configuration).filter(([key]) => !RELEASES.includes(key));
  return Object.fromEntries([...options, ...FEATURES.map((name) => [name, ask.feature(name)])]);
}

/** The configurations, those that behave alike together, in the order of the space. */
export function behaviours(space: Space): { behaviour: Record<string, OptionValue | FeatureValue>; alike: number[] }[] {
  const found = new Map<string, { behaviour: Record<string, OptionValue | FeatureValue>; alike: number[] }>();
  space.configurations.forEach((configuration, number) => {
    const behaviour = behaviourOf(space, configuration);
    const key = JSON.stringify(behaviour);
    if (!found.has(key)) found.set(key, { behaviour, alike: [] });
    found.get(key)!.alike.push(number);
  });
  return [...found.values()];
}

/**
 * Configurations such that any two values of two options or features, if they occur together at all, occur together
 * in one of them: greedily the behaviour with the most new pairs, the first of several. For each behaviour the
 * releases that have been taken least often. Numbers of configurations, always the same ones.
 */
export function pairwise(space: Space): number[] {
  const all = behaviours(space).map(({ behaviour, alike }) => ({ pairs: pairsOf(behaviour), alike }));
  const open = new Set(all.flatMap(({ pairs }) => pairs));
  const used = new Map<OptionValue, number>();
  const sample: number[] = [];
  while (open.size > 0) {
    const gains = all.map(({ pairs }) => pairs.filter((pair) => open.has(pair)).length);
    const { pairs, alike } = all[gains.indexOf(Math.max(...gains))]!;
    for (const pair of pairs) open.delete(pair);
    const releasesOf = (number: number) => RELEASES.map((key) => space.configurations[number]![key]!);
    const uses = (number: number) =>
      releasesOf(number).reduce<number>((sum, release) => sum + (used.get(release) ?? 0), 0);
    const chosen = alike.reduce((best, number) => (uses(number) < uses(best) ? number : best));
    for (const release of releasesOf(chosen)) used.set(release, (used.get(release) ?? 0) + 1);
    sample.push(chosen);
  }
  return sample;
}

function pairsOf(behaviour: Record<string, OptionValue | FeatureValue>): string[] {
  const values = Object.entries(behaviour).map(([key, value]) => `${key}=${value}`);
  return values.flatMap((a, i) => values.slice(i + 1).map((b) => `${a} ${b}`));
}
