import type { AnyStateMachine } from 'xstate';
import { Mistake } from '../describe/mistake.ts';
import type { Ask, Configuration } from '../describe/options.ts';
import type { Message, Sent, Taken } from '../describe/result.ts';
import type { Space } from '../describe/space.ts';
import type { EnvironmentEvent, Fairness, View } from '../describe/system.ts';
import { canonical } from './canonical.ts';
import { hasTransition, isDown, isFinal, type Local, start } from './local.ts';
import {
  type AnyChannel,
  type AnySystem,
  allParts,
  budgetOf,
  channelsOf,
  environmentOf,
  fullBudgets,
  keyOf,
  keyWithoutBudgets,
  type Part,
  partsOf,
  queueName,
  type RState,
  viewOf,
} from './state.ts';
import { Blocked, type Emitted, Happening } from './step.ts';

/** A fairness constraint: `weak` or `strong`, over all payloads and senders. */
export interface Constraint {
  readonly name: string;
  readonly strength: 'weak' | 'strong';
}

/** One step, with everything that happens in it. */
export interface RStep {
  readonly kind: 'environment' | 'timer' | 'delivery' | 'loss';
  /** Who takes the first message; for a loss, who would have; the component where all its replicas take it. */
  readonly actor: string;
  /** The first message. */
  readonly event: Message;
  /** For a delivery or a loss. */
  readonly channel?: string;
  /** For a delivery or a loss: the sender; the component for a board. */
  readonly from?: string;
  /** For a timer: its id. */
  readonly timer?: string;
  readonly fault: boolean;
  readonly constraint?: Constraint;
  /** Every message handled, in order. */
  readonly taken: readonly Taken[];
  /** Every message sent, in order, with its fate. */
  readonly sent: readonly Sent[];
  /** Every event emitted, in order, once each. */
  readonly emitted: readonly Emitted[];
}

/** A step and where it leads. */
export interface RTransition {
  readonly step: RStep;
  readonly next: RState;
}

/** A system with one configuration, by the rules of docs/semantics.md. */
export interface Reference {
  readonly system: AnySystem;
  readonly configuration: Configuration;
  /** @throws Mistake for a mistake in the start of the machines, or in what they send then */
  initial(): RState;
  /**
   * The steps that are transitions: environment events in the order of their definition (then variants, then
   * replicas), timers by component, replica and id, deliveries by channel, sender, receiver and message,
   * losses likewise.
   * @throws Mistake for a mistake in one of them
   */
  steps(state: RState): RTransition[];
  /** Equal if and only if the states are. */
  key(state: RState): string;
  /** What a predicate sees. */
  view(state: RState): View;
  constraintOf(step: RStep): Constraint | undefined;
  isDeadlock(state: RState): boolean;
}

/** The first part of a step, and how it starts to happen. */
type Beginning = Omit<RStep, 'taken' | 'sent' | 'emitted'> & { readonly begin: (happening: Happening) => void };

/**
 * The reference meaning of a system in one configuration. Slow, and meant to be read.
 *
 * @param also.stutters count steps that change nothing and send nothing as transitions (they cost nothing)
 */
export function referenceOf(
  system: AnySystem,
  space: Space,
  configuration: Configuration,
  also: { stutters?: boolean } = {},
): Reference {
  const ask = space.answersFor(configuration) as Ask;
  const machines: Record<string, AnyStateMachine> = {};
  for (const [name, component] of Object.entries(system.components)) machines[name] = component.machine(ask);

  function initial(): RState {
    const locals: Record<string, Local> = {};
    const emissions: [Part, Message][] = [];
    for (const part of allParts(system)) {
      const input = system.components[part.component]!.input?.(part.replica);
      const { local, emitted } = start(part.name, machines[part.component]!, input);
      locals[part.name] = local;
      for (const message of emitted) emissions.push([part, message]);
    }
    const happening = new Happening(system, machines, { locals, queues: {}, budgets: fullBudgets(system) });
    try {
      for (const [part, message] of emissions) happening.send(part, message);
      return happening.complete();
    } catch (error) {
      if (error instanceof Blocked) throw new Mistake('what the machines send when they start does not fit');
      throw error;
    }
  }

  function steps(state: RState): RTransition[] {
    const beginnings = [...environment(state), ...timers(state), ...deliveries(state), ...losses(state)];
    return beginnings.flatMap((beginning) => happen(state, beginning));
  }

  /** The transition that begins like this, if it is one. */
  function happen(state: RState, { begin, ...first }: Beginning): RTransition[] {
    const happening = new Happening(system, machines, state);
    let next: RState;
    try {
      begin(happening);
      next = happening.complete();
    } catch (error) {
      if (error instanceof Blocked) return [];
      throw error;
    }
    const { taken, sent, emitted } = happening;
    const step: RStep = { ...first, taken, sent, emitted };
    const isStutter = emitted.length === 0 && keyWithoutBudgets(next) === keyWithoutBudgets(state);
    if (!isStutter) return [{ step, next }];
    return also.stutters ? [{ step, next: state }] : [];
  }

  function* environment(state: RState, budgets: 'limited' | 'unlimited' = 'limited'): Generator<Beginning> {
    for (const [type, definition] of environmentOf(system)) {
      if (budgets === 'limited' && state.budgets[budgetOf(system, type) ?? ''] === 0) continue;
      for (const variant of definition.variants ?? [{}]) {
        const event = { type, ...(variant as object) } as Message;
        const takers = partsOf(system, definition.to).filter(({ name }) => hasTransition(state.locals[name]!, type));
        const groups = definition.replicas === 'all' ? [takers] : takers.map((taker) => [taker]);
        for (const group of groups) if (group.length > 0) yield environmentStep(definition, event, group);
      }
    }
  }

  function environmentStep(definition: EnvironmentEvent, event: Message, takers: readonly Part[]): Beginning {
    const actor = definition.replicas === 'all' ? definition.to : takers[0]!.name;
    return {
      kind: 'environment',
      actor,
      event,
      fault: definition.fault ?? false,
      ...constraint(`environment ${event.type} → ${actor}`, definition.fairness),
      begin: (happening) => {
        happening.spend(budgetOf(system, event.type) ?? '');
        for (const taker of takers) happening.letter(taker, event);
      },
    };
  }

  function* timers(state: RState): Generator<Beginning> {
    for (const part of allParts(system)) {
      const local = state.locals[part.name]!;
      if (isFinal(local)) continue;
      for (const timer of Object.keys(local.timers).sort()) {
        const event = local.timers[timer]!;
        yield {
          kind: 'timer',
          actor: part.name,
          event,
          timer,
          fault: false,
          ...constraint(`timer ${part.name} ${timer}`, system.timers?.[part.component] ?? 'weak'),
          begin: (happening) => {
            happening.disarm(part, timer);
            happening.letter(part, event);
          },
        };
      }
    }
  }

  function* deliveries(state: RState): Generator<Beginning> {
    for (const [channel, definition] of channelsOf(system)) {
      if (definition.kind === 'call') continue;
      for (const [queue, sender, receiver] of queuesOf(channel, definition)) {
        const messages = state.queues[queue] ?? [];
        for (const [position, event] of messages.entries()) {
          if (position > 0 && (definition.kind === 'fifo' || definition.kind === 'lossy')) break;
          // A bag is sorted: equal messages are neighbours, and one delivery stands for all of them.
          if (position > 0 && canonical(event) === canonical(messages[position - 1])) continue;
          if (!isReady(state, definition, receiver, event)) continue;
          yield {
            kind: 'delivery',
            actor: receiver.name,
            event,
            channel,
            from: sender,
            fault: false,
            ...constraint(`channel ${channel} → ${receiver.name}`, definition.fairness ?? 'weak'),
            begin: (happening) => {
              if (definition.kind !== 'board') happening.consume(queue, position);
              happening.letter(receiver, event);
            },
          };
        }
      }
    }
  }

  /** The queues of a channel, with sender and receiver. The one of a board is read by every receiver. */
  function queuesOf(channel: string, definition: AnyChannel): [queue: string, sender: string, receiver: Part][] {
    const { kind, from, to } = definition;
    const receivers = partsOf(system, to);
    if (kind === 'board') return receivers.map((receiver) => [queueName(channel, from, to), from, receiver]);
    return partsOf(system, from).flatMap((sender) =>
      receivers.map((receiver): [string, string, Part] => [
        queueName(channel, sender.name, receiver.name),
        sender.name,
        receiver,
      ]),
    );
  }

  /** May this message be delivered? One that may, and that the receiver has no transition for, is a mistake. */
  function isReady(state: RState, { kind, replica }: AnyChannel, receiver: Part, event: Message): boolean {
    const local = state.locals[receiver.name]!;
    if (kind !== 'board') return hasTransition(local, event.type) || !isDown(local);
    const isForThisOne = replica === undefined || replica(event as never) === receiver.replica;
    return isForThisOne && hasTransition(local, event.type);
  }

  function* losses(state: RState): Generator<Beginning> {
    for (const [channel, definition] of channelsOf(system)) {
      if (definition.kind !== 'lossy' || state.budgets[budgetOf(system, channel) ?? ''] === 0) continue;
      for (const [queue, sender, receiver] of queuesOf(channel, definition)) {
        const event = state.queues[queue]?.[0];
        if (event === undefined) continue;
        yield {
          kind: 'loss',
          actor: receiver.name,
          event,
          channel,
          from: sender,
          fault: true,
          begin: (happening) => {
            happening.spend(budgetOf(system, channel) ?? '');
            happening.consume(queue, 0);
          },
        };
      }
    }
  }

  function isDeadlock(state: RState): boolean {
    const atRest = Object.values(state.locals).every((local) => isFinal(local) || local.snapshot.hasTag('rest'));
    if (atRest || steps(state).length > 0) return false;
    return ![...environment(state, 'unlimited')].some((beginning) => wouldHappen(state, beginning));
  }

  /** As if the budget were not spent. A step that would be a mistake is not one of this system, but a step. */
  function wouldHappen(state: RState, beginning: Beginning): boolean {
    try {
      return happen(state, beginning).length > 0;
    } catch (error) {
      if (error instanceof Mistake) return true;
      throw error;
    }
  }

  return {
    system,
    configuration,
    initial,
    steps,
    key: keyOf,
    view: (state) => viewOf(system, ask, state),
    constraintOf: (step) => step.constraint,
    isDeadlock,
  };
}

function constraint(name: string, fairness: Fairness): { constraint?: Constraint } {
  return fairness === 'none' ? {} : { constraint: { name, strength: fairness } };
}
