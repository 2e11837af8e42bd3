import type { StateDocument, Trace, TraceStep } from '../../src/describe/result.ts';
import type { REdge, Reference, RState } from '../../src/reference/index.ts';

/** The document of a state of the reference. */
export function documentOf({ locals, queues, budgets }: RState): StateDocument {
  const components = Object.entries(locals).map(([name, { snapshot, timers }]) => [
    name,
    {
      value: snapshot.value,
      context: snapshot.context ?? {},
      status: snapshot.status,
      timers: Object.keys(timers).sort(),
    },
  ]);
  return { components: Object.fromEntries(components), channels: queues, budgets };
}

/** The trace document of a path of reference steps: a stem, and then a cycle. */
export function traceOf(
  reference: Reference,
  states: readonly RState[],
  stem: readonly REdge[],
  cycle: readonly REdge[] = [],
): Trace {
  const stepOf = ({ step, to }: REdge): TraceStep => ({
    kind: step.kind,
    actor: step.actor,
    event: step.event,
    ...(step.channel === undefined ? {} : { channel: step.channel }),
    ...(step.from === undefined ? {} : { from: step.from }),
    fault: step.fault,
    taken: step.taken,
    sent: step.sent,
    changes: [],
    state: documentOf(states[to]!),
  });
  return {
    format: 'lasso-trace-1',
    system: reference.system.name,
    invariant: 'none',
    about: '',
    kind: cycle.length > 0 ? 'liveness' : 'safety',
    violates: '',
    affected: {},
    configuration: reference.configuration,
    features: (reference.system.features ?? {}) as Trace['features'],
    initial: documentOf(reference.initial()),
    stem: stem.map(stepOf),
    cycle: cycle.map(stepOf),
    stays: false,
    shortest: true,
  };
}
