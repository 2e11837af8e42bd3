import type { Ask } from '../../src/index.ts';
import { boundedOptions } from './bounded.ts';
import { cdcOptions } from './cdc.ts';
import { commitOptions } from './commit.ts';
import { flinkCheckpointOptions } from './flink-checkpoints.ts';
import { jobOptions } from './jobs.ts';
import { pipelineOptions } from './pipeline.ts';
import { FLINK, PAIMON } from './releases.ts';

/** Every option of the model, in the order in which ranges are printed. A scenario leaves most of them at one value. */
export const definitions = {
  paimon: {
    about: 'The release of Apache Paimon.',
    releases: PAIMON,
    default: '2.0.0',
  },
  flink: {
    about: 'The minor release of Apache Flink.',
    releases: FLINK,
    default: '1.20',
  },
  ...cdcOptions,
  ...commitOptions,
  ...flinkCheckpointOptions,
  ...jobOptions,
  ...boundedOptions,
  ...pipelineOptions,
} as const;

/** What a feature may ask: it follows from options alone. */
export type AskOptions = Ask<typeof definitions, Record<never, never>>;
