/** The commit in the JobManager, and a user who takes a savepoint, cancels the job and starts it again from there. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { options } from '../options.ts';
import { parts } from './coordinator-commit.ts';

export const system = defineSystem({
  name: 'coordinator-commit-savepoint',
  about: "A savepoint of a job whose committer is in Flink's JobManager",
  options: restrictOptions(options, {
    ...DEFAULTS,
    'execution.checkpointing.interval': ['set'],
    'execution.savepoint.path': ['latest checkpoint', 'savepoint'],
    mode: ['divided'],
    bucket: ['unaware'],
  }),
  ...parts,
  channels: {
    ...parts.channels,
    retention: {
      ...parts.channels.retention,
      events: ['KEEP_PENDING', 'DISCARD_PENDING', 'DISCARD_ALL', 'KEEP_SAVEPOINT', 'RESET_TO'],
    },
    scheduling: { ...parts.channels.scheduling, events: [...parts.channels.scheduling.events, 'JOB_CANCELLED'] },
    starts: { kind: 'call', from: 'coordinator', to: 'jobmaster', events: ['START_JOB'] },
  },
  environment: {
    ...parts.environment,
    CHECKPOINT_DUE: { ...parts.environment.CHECKPOINT_DUE, budget: 1 },
    SAVEPOINT_REQUESTED: { to: 'coordinator', budget: 1, fairness: 'none', about: 'A user takes a savepoint.' },
    CANCEL_JOB: { to: 'jobmaster', budget: 1, fairness: 'none', about: 'A user cancels the job.' },
    RESTORE_FROM: {
      to: 'coordinator',
      variants: [{ nth: 0 }],
      fairness: 'weak',
      about: 'The user starts it again, from the latest checkpoint or from the savepoint.',
    },
  },
  features: { ...parts.features, 'keeps-restore-points': true },
  remedies: {
    'keep-longer': {
      about: 'A writer keeps what it handed over until the checkpoint after that is complete.',
      features: { 'writers-forget-when-told': false },
    },
  },
});
