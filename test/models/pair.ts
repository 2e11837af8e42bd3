import { setup } from 'xstate';
import { defineSystem } from '../../src/describe/define.ts';
import { defineOptions } from '../../src/describe/options.ts';

/**
 * Processes that load, run and pause, and know nothing of one another: Stateright's regression test of symmetry reduction. Two
 * have 9 states, of which 6 are different if the processes may be exchanged.
 */
export function processes(n: number) {
  return defineSystem({
    name: `processes-${n}`,
    options: defineOptions({}),
    components: { process: { machine: aProcess, replicas: n } },
    channels: {},
    environment: {
      loaded: { to: 'process', fairness: 'none' },
      pause: { to: 'process', fairness: 'none' },
      resume: { to: 'process', fairness: 'none' },
    },
  });
}

function aProcess() {
  return setup({ types: { events: {} as { type: 'loaded' } | { type: 'pause' } | { type: 'resume' } } }).createMachine({
    id: 'process',
    initial: 'loading',
    states: {
      loading: { on: { loaded: 'running' } },
      running: { on: { pause: 'paused' } },
      paused: { on: { resume: 'running' } },
    },
  });
}
