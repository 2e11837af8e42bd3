import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  getNextTransitions,
  initialTransition,
  transition,
} from 'xstate';
import { activeStates } from '../describe/active-states.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Message } from '../describe/result.ts';
import { canonical } from './canonical.ts';

/**
 * One component replica by itself: what XState says about it.
 *
 * XState's pure functions return what the actions are and execute none of them. Here they get their meaning:
 * emitted events are messages, delayed raises arm timers, `cancel` disarms them.
 */

/** The local state of one component replica. */
export interface Local {
  readonly snapshot: AnyMachineSnapshot;
  /** The events of the armed timers, by timer id. */
  readonly timers: Readonly<Record<string, Message>>;
}

/** What a machine did with an event. */
export interface Outcome {
  readonly local: Local;
  readonly emitted: readonly Message[];
}

/** What XState lists of an action: nothing of it has been executed. */
interface ListedAction {
  readonly type: string;
  readonly params: unknown;
}

/** XState's answer: the next snapshot, and the actions, none of them executed. */
type Answer = readonly [AnyMachineSnapshot, readonly ListedAction[]];

/** Starts a machine. `name` is for messages. */
export function start(name: string, machine: AnyStateMachine, input: unknown): Outcome {
  return outcome(name, 'xstate.init', initialTransition(machine, input), {});
}

/** Lets a machine take an event: one macrostep. */
export function take(name: string, machine: AnyStateMachine, before: Local, event: Message): Outcome {
  // Remembered, because XState is slow and is asked again in every state that shares this snapshot.
  const known = answers.get(before.snapshot) ?? new Map<string, Answer>();
  answers.set(before.snapshot, known);
  const key = canonical(event);
  const answer = known.get(key) ?? transitionOf(name, machine, before.snapshot, event);
  known.set(key, answer);
  return outcome(name, event.type, answer, before.timers);
}

const answers = new WeakMap<AnyMachineSnapshot, Map<string, Answer>>();

function transitionOf(name: string, machine: AnyStateMachine, before: AnyMachineSnapshot, event: Message): Answer {
  try {
    return transition(machine, before, event);
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake(
      `${name}, event '${event.type}': ${(error as Error).message}`,
      { component: name, event: event.type },
      { cause: error },
    );
  }
}

function outcome(
  name: string,
  event: string,
  [snapshot, actions]: Answer,
  timersBefore: Readonly<Record<string, Message>>,
): Outcome {
  // An exception while a machine starts is not thrown: it is a status.
  if (snapshot.status === 'error') {
    throw new Mistake(`${name}, event '${event}': ${String(snapshot.error)}`, { component: name, event });
  }
  const timers: Record<string, Message> = { ...timersBefore };
  const emitted: Message[] = [];
  for (const { type, params } of actions) {
    if (type === 'xstate.emit') {
      emitted.push((params as { event: Message }).event);
    } else if (type === 'xstate.raise') {
      // Without a delay it is listed as well, but the macrostep has consumed it.
      const raised = params as { event: Message; id?: string; delay?: number };
      if (typeof raised.delay === 'number') timers[raised.id ?? raised.event.type] = raised.event;
    } else if (type === 'xstate.cancel') {
      delete timers[(params as { sendId: string }).sendId];
    } else if (type !== 'xstate.log') {
      throw new Mistake(`${name}, event '${event}': the action '${type}' has an effect that cannot be explored`, {
        component: name,
        event,
      });
    }
  }
  // A machine that has ended stops its clock: nothing that was armed can happen any more.
  return { local: { snapshot, timers: snapshot.status === 'done' ? {} : timers }, emitted };
}

/** The same local state with one timer disarmed. */
export function disarmed(local: Local, timer: string): Local {
  const { [timer]: _, ...timers } = local.timers;
  return { ...local, timers };
}

export function isFinal({ snapshot }: Local): boolean {
  return snapshot.status === 'done';
}

/** Down: final, or in a state tagged `down`. */
export function isDown(local: Local): boolean {
  return isFinal(local) || local.snapshot.hasTag('down');
}

/**
 * Is there a transition for this event in this state, whatever its guard would say?
 *
 * A forbidden transition (`X: undefined`, `X: {}`) is one. A final machine has none, although XState's pure
 * functions would still take those of its root.
 */
export function hasTransition(local: Local, type: string): boolean {
  return !isFinal(local) && getNextTransitions(local.snapshot).some((t) => describes(t.eventType, type));
}

/** `X`, `*`, and `a.*`, which stands for `a` and for `a.b` and so on. */
function describes(descriptor: string, type: string): boolean {
  if (descriptor === type || descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const prefix = descriptor.slice(0, -2);
  return type === prefix || type.startsWith(`${prefix}.`);
}

/** The descriptions of the transitions that this event selects; undefined where every guard is false. */
export function selected(local: Local, event: Message): readonly string[] | undefined {
  const transitions = local.snapshot.machine.getTransitionData(local.snapshot, event);
  if (transitions.length === 0) return undefined;
  return transitions.flatMap((t) => (t.description === undefined ? [] : [t.description]));
}

/**
 * Everything of a local state that can influence the future, as a text. That includes what
 * the value does not show of the active states.
 */
export function localKey({ snapshot, timers }: Local): string {
  const key = snapshotKeys.get(snapshot) ?? snapshotKey(snapshot);
  snapshotKeys.set(snapshot, key);
  return `${key} ${canonical(timers)}`;
}

/** Remembered, because most of a state is the same objects as before the step. */
const snapshotKeys = new WeakMap<AnyMachineSnapshot, string>();

function snapshotKey(snapshot: AnyMachineSnapshot): string {
  const { value, context, status, output, historyValue, machine } = snapshot;
  const active = activeStates(machine, snapshot);
  const history = Object.entries(historyValue).map(([id, nodes]) => [id, nodes.map((n) => n.id).sort()]);
  return canonical({ value, active, context, status, output, history: Object.fromEntries(history) });
}
