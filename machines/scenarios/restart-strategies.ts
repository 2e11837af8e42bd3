/**
 * What one failure costs: a job of two pipelined regions on one TaskManager, and the restart strategies of each release.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { regionFailover } from '../flink/region-failover.ts';
import { restartStrategy } from '../flink/restart-strategy.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';

export const system = defineSystem({
  name: 'flink-restart-strategies',
  about: 'The failover of pipelined regions, and the restart strategy that counts it',
  options: restrictOptions(options, {
    ...DEFAULTS,
    // Exponential delay is there since 1.13.
    flink: between(FLINK, '1.13'),
    'jobmanager.execution.failover-strategy': ['region', 'full'],
    'restart-strategy.type': [
      'unset',
      'none',
      'fixed-delay',
      'fixed-delay (3 attempts)',
      'failure-rate',
      'exponential-delay',
    ],
  }),

  components: {
    failover: { machine: regionFailover },
    strategy: { machine: restartStrategy },
  },

  channels: {
    failures: { kind: 'call', from: 'failover', to: 'strategy', events: ['NOTIFY_FAILURE', 'BACKOFF_PASSED'] },
    decisions: { kind: 'call', from: 'strategy', to: 'failover', events: ['CAN_RESTART', 'SUPPRESSED'] },
  },

  budgets: { incidents: 3 },
  environment: {
    TASKMANAGER_LOST: {
      to: 'failover',
      budget: 'incidents',
      fairness: 'none',
      fault: true,
      about: 'The TaskManager on which tasks of both regions run is lost.',
    },
    TASK_FAILS: {
      to: 'failover',
      variants: [{ region: 0 }, { region: 1 }],
      budget: 'incidents',
      fairness: 'none',
      fault: true,
      about: 'A task fails, and no other.',
    },
    RESTART_REGION: {
      to: 'failover',
      variants: [{ region: 0 }, { region: 1 }],
      fairness: 'weak',
      about: 'The backoff of a region has passed, and its tasks are cancelled.',
    },
    FAILURE_RATE_INTERVAL_PASSED: {
      to: 'strategy',
      fairness: 'none',
      about: 'restart-strategy.failure-rate.failure-rate-interval has passed without a failure.',
    },
  },
});
