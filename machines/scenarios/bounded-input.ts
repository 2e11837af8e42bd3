/** A streaming job whose input ends: two writers that come to their end at different times, and the final checkpoint. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { channels, environment, parts, remedies } from './parts/bounded.ts';

/** Releases with a module for Flink 1.14 (paimon-flink/pom.xml): with them the release after it is looked at, too. */
const WITH_FLINK_1_14: readonly string[] = between(PAIMON, '0.5.0', '0.7.0');

export const system = defineSystem({
  name: 'paimon-bounded-input',
  about: 'A streaming job with bounded input, and two writers that end at different times',
  options: restrictOptions(
    options,
    {
      ...DEFAULTS,
      paimon: between(PAIMON, '0.5.0'),
      flink: ['1.14', '1.15', '1.17'],
      program: ['checkpoints-then-sink'],
      'execution.checkpointing.interval': ['set'],
      bucket: ['fixed', 'unaware'],
    },
    (c) => c.flink === '1.17' || WITH_FLINK_1_14.includes(c.paimon),
  ),
  features: { 'bounded-input': true },
  components: parts(2),
  channels,
  environment: environment(2),
  remedies,
});
