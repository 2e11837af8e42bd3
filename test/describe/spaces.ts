import fc from 'fast-check';
import { type Configuration, defineOptions, type OptionDefinition, type Options } from '../../src/describe/options.ts';
import { type Bits, Space } from '../../src/describe/space.ts';

export interface SpaceAndSet {
  readonly space: Space;
  readonly set: Bits;
}

/** The space of some options; `valid` says which combinations exist. */
export function spaceOf<const D extends Readonly<Record<string, OptionDefinition>>>(
  definitions: D,
  valid: (configuration: Configuration<D>) => boolean = () => true,
): Space {
  return new Space(defineOptions(definitions, { valid }) as unknown as Options);
}

/** Random small spaces (some options ordered, some combinations missing) with a random set of configurations. */
export function smallSpaces(most: { readonly axes: number; readonly values: number }): fc.Arbitrary<SpaceAndSet> {
  const sizes = fc.array(fc.record({ size: fc.integer({ min: 1, max: most.values }), ordered: fc.boolean() }), {
    minLength: 1,
    maxLength: most.axes,
  });
  const thresholds = fc.record({ missing: fc.constantFrom(0, 3, 6), violating: fc.nat(10), seed: fc.nat() });
  return fc.tuple(sizes, thresholds).map(([axes, { missing, violating, seed }]) => {
    const definitions: Record<string, OptionDefinition> = {};
    axes.forEach(({ size, ordered }, a) => {
      const names = Array.from({ length: size }, (_, v) => `${'abcde'[a]}${v}`);
      definitions[`option-${'abcde'[a]}`] = {
        about: '',
        ...(ordered ? { releases: names } : { values: names }),
        default: names[0]!,
      };
    });
    const dice = (text: string) => {
      let hash = seed | 0;
      for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
      return ((hash ^ (hash >>> 15)) >>> 0) % 10;
    };
    const first = Object.values(definitions).map((d) => d.default);
    const space = spaceOf(
      definitions,
      (c) => Object.values(c).every((v, i) => v === first[i]) || dice(`valid ${Object.values(c).join()}`) >= missing,
    );
    return { space, set: space.where((c) => dice(`set ${Object.values(c).join()}`) < violating) };
  });
}

/** Options as Paimon and Flink have them: about 10,000 configurations. */
export function realisticSpace(): Space {
  const paimon = '0.4.0 0.5.0 0.6.0 0.7.0 0.8.0 0.8.2 0.9.0 1.0.0 1.0.1 1.1.0 1.1.1 1.2.0 1.3.0 1.4.0 2.0.0'.split(' ');
  const flink = ['1.16', '1.17', '1.18', '1.19', '1.20', '2.0', '2.1'];
  const newest = (p: string) => {
    const at = paimon.indexOf(p);
    if (at <= paimon.indexOf('0.7.0')) return '1.18';
    if (at <= paimon.indexOf('0.8.2')) return '1.19';
    if (at <= paimon.indexOf('1.0.1')) return '1.20';
    return at <= paimon.indexOf('1.2.0') ? '2.0' : '2.1';
  };
  return spaceOf(
    {
      paimon: { about: '', releases: paimon, default: '2.0.0' },
      flink: { about: '', releases: flink, default: '2.1' },
      mode: { about: '', values: ['table', 'divided', 'combined'], default: 'combined' },
      interval: { about: '', values: ['unset', 'set'], default: 'unset' },
      'commit.force-create-snapshot': { about: '', values: [false, true], default: false },
      'write-only': { about: '', values: [false, true], default: false, since: { paimon: '0.9.0' } },
      'precommit-compact': { about: '', values: [false, true], default: false, since: { paimon: '1.2.0' } },
      strategy: {
        about: '',
        values: ['none', 'fixed-1', 'fixed-3', 'fixed-10', 'exponential', 'failure-rate'],
        default: 'exponential',
      },
    },
    (c) => flink.indexOf(c.flink) <= flink.indexOf(newest(c.paimon)),
  );
}
