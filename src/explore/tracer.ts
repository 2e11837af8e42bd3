import type { Message, Sent, StateDocument, Taken, TraceStep } from '../describe/result.ts';
import { changesBetween } from './changes.ts';
import { perform } from './effects.ts';
import type { Explorer } from './explorer.ts';
import type { Step } from './labels.ts';
import { canonical } from './plain.ts';
import type { Plan } from './plan.ts';
import { DONE } from './stepper.ts';

/** What steps are told with: an exploration, or the parts of another search. */
export type Source = Pick<Explorer, 'plan' | 'stepper' | 'labels'> & Partial<Pick<Explorer, 'reductions'>>;

/** Steps as documents, from a start. */
export interface Told {
  readonly initial: StateDocument;
  readonly steps: readonly TraceStep[];
}

/**
 * Tells the steps with these labels, from the initial state, for a set of configurations that can take them:
 * the same steps again, this time with everything written down.
 * @throws Error where a step is not possible: a defect of the explorer
 */
export function tell(explorer: Source, set: number, labels: readonly number[]): Told {
  const { plan, stepper } = explorer;
  const real = explorer.reductions?.symmetry?.real(set, labels) ?? labels;
  stepper.set = set;
  if (stepper.start() !== DONE) throw new Error(`the initial state is not decided for set ${set}`);
  const initial = stateDocument(plan, stepper.now);
  let before = initial;
  const steps: TraceStep[] = [];
  for (const label of real) {
    const step = explorer.labels.step(label);
    stepper.base.set(stepper.now);
    const { taken, sent } = record(explorer, set, step);
    stepper.spend(explorer.labels.budgetFieldOf(explorer.labels.stepNumber(label)));
    const state = stateDocument(plan, stepper.now);
    steps.push({
      ...head(plan, step),
      fault: explorer.labels.faults(label) > 0,
      taken,
      sent,
      changes: changesBetween(before, state),
      state,
    });
    before = state;
  }
  return { initial, steps };
}

function record(explorer: Source, set: number, step: Step): { taken: Taken[]; sent: Sent[] } {
  const { plan, stepper } = explorer;
  const took: {
    component: string;
    local: number;
    event: number;
    explain: () => readonly string[];
    ignored: () => boolean;
  }[] = [];
  const sent: Sent[] = [];
  const calls: number[] = [];
  stepper.recorder = {
    taken: (instance, local, event) => {
      const macrostep = () => instance.locals.explain(local, event, set);
      took.push({
        component: instance.name,
        local,
        event,
        explain: () => macrostep().taken.flatMap((t) => (t.description ? [t.description] : [])),
        ignored: () => macrostep().taken.length === 0,
      });
    },
    sent: (from, to, channel, event, fate) => {
      if (fate === 'handled') calls.push(sent.length);
      const board = channel.kind === 'board';
      sent.push({
        from: from.name,
        to: board ? to.component : to.name,
        channel: channel.name,
        message: plan.events.get(event),
        fate,
      });
    },
    callDropped: (call) => {
      const at = calls[call]!;
      sent[at] = { ...sent[at]!, fate: 'dropped' };
    },
  };
  let outcome: number;
  try {
    outcome = perform(stepper, step);
  } finally {
    stepper.recorder = undefined;
  }
  if (outcome !== DONE)
    throw new Error(`a step of the trace is not possible (${outcome}): ${head(plan, step).event.type}`);
  const taken = took.map(({ component, event, explain, ignored }) => ({
    component,
    event: plan.events.get(event),
    descriptions: [...new Set(explain())],
    ignored: ignored(),
  }));
  return { taken, sent };
}

function head(plan: Plan, step: Step): Pick<TraceStep, 'kind' | 'actor' | 'event' | 'channel' | 'from'> {
  switch (step.kind) {
    case 'environment': {
      const { receivers, event } = step.occasion;
      const actor = receivers.length > 1 ? receivers[0]!.component : receivers[0]!.name;
      return { kind: step.kind, actor, event: plan.events.get(event) };
    }
    case 'timer':
      return { kind: step.kind, actor: step.instance.name, event: plan.events.get(step.event) };
    case 'delivery':
    case 'loss': {
      const { channel, sender } = step.queue;
      const receiver = step.kind === 'delivery' ? step.receiver : step.queue.receiver!;
      return {
        kind: step.kind,
        actor: receiver.name,
        event: plan.events.get(step.event),
        channel: channel.name,
        from: sender?.name ?? channel.senders[0]!.component,
      };
    }
  }
}

/** The state that the fields stand for, for reading. */
export function stateDocument(plan: Plan, fields: Int32Array): StateDocument {
  const components: Record<string, StateDocument['components'][string]> = {};
  for (const instance of plan.instances) {
    const { snapshot, timers } = instance.locals.state(fields[instance.index]!);
    components[instance.name] = {
      value: snapshot.value,
      context: snapshot.context ?? {},
      status: snapshot.status,
      timers: timers.map((t) => t.id),
    };
  }
  const channels: Record<string, readonly Message[]> = {};
  for (const { field, channel, sender, receiver } of plan.queues) {
    const list = channel.contents.list(fields[field]!).map((e) => plan.events.get(e));
    if (list.length === 0) continue;
    const ends =
      sender && receiver
        ? `${sender.name} → ${receiver.name}`
        : `${channel.senders[0]!.component} → ${channel.receivers[0]!.component}`;
    const ordered = channel.kind === 'bag' || channel.kind === 'board' ? sorted(list) : list;
    channels[`${channel.name} ${ends}`] = ordered;
  }
  const budgets = Object.fromEntries(plan.budgets.map((b) => [b.name, fields[b.field]!]));
  return { components, channels, budgets };
}

function sorted(messages: readonly Message[]): Message[] {
  const keyed = messages.map((m) => [canonical(m, m.type), m] as const);
  return keyed.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)).map(([, m]) => m);
}
