/** A CDC action whose input ends (scan.startup.mode=snapshot): what its sink does that believes that checkpoints are off. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { channels, environment, parts } from './parts/bounded.ts';

export const system = defineSystem({
  name: 'paimon-bounded-cdc',
  about: 'A CDC action with bounded input and one writer',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.7.0'),
    flink: ['1.17'],
    'execution.checkpointing.interval': ['unset', 'set'],
    bucket: ['fixed', 'unaware'],
  }),
  features: { 'bounded-input': true },
  components: parts(1),
  channels,
  environment: { ...environment(1), CHECKPOINT_DUE: { ...environment(1).CHECKPOINT_DUE, budget: 3 } },
});
