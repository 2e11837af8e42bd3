import type { AnyMachineSnapshot, AnyStateMachine, AnyTransitionDefinition, EventObject } from 'xstate';
import { getNextTransitions } from 'xstate';
import { refuseKind } from '../describe/inspect.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Message } from '../describe/result.ts';

/** An armed timer: a delayed raise, `after` among them. */
export interface Timer {
  readonly id: string;
  readonly event: Message;
}

/** What one macrostep did, as XState says it. */
export interface Macrostep {
  readonly snapshot: AnyMachineSnapshot;
  /** Emitted events, in their order. */
  readonly emitted: readonly Message[];
  /** The timers that are armed afterwards, by id. */
  readonly timers: readonly Timer[];
  /** The transitions that were taken, `always` and raised ones included. */
  readonly taken: readonly AnyTransitionDefinition[];
}

/** Throws a mistake that says where. */
export type Refuse = (what: string, instead: string) => never;

/**
 * Runs one machine, one macrostep at a time, by XState and nothing else.
 *
 * It calls `machine.transition` with a scope of its own instead of XState's `transition(machine, …)`, because
 * that one starts a throw-away actor at each call, and so runs the context factory (user code that may ask
 * questions) a second time, with no input. test/explore/interpreter.test.ts holds the two against each other.
 */
export class Interpreter {
  readonly machine: AnyStateMachine;
  private actions: ExecutableAction[] = [];
  private taken: AnyTransitionDefinition[] = [];
  /** Of the macrostep under way. */
  private refuse: Refuse = () => {
    throw new Error('no macrostep is under way');
  };
  private readonly scope: Parameters<AnyStateMachine['transition']>[2];

  constructor(machine: AnyStateMachine) {
    this.machine = machine;
    // A loop of `always` transitions or raised events must end: XState's own default is to run for ever.
    const most = machine.options?.maxIterations ?? Number.POSITIVE_INFINITY;
    machine.options = { ...machine.options, maxIterations: Number.isFinite(most) ? most : 1_000 };
    const system = {
      _sendInspectionEvent: (event: { type: string; _transitions?: AnyTransitionDefinition[] }) => {
        if (event.type === '@xstate.microstep') this.taken.push(...(event._transitions ?? []));
      },
      get: () => undefined,
      getAll: () => ({}),
      // An actor that is spawned asks for this first.
      _bookId: () => refuseKind('xstate.spawnChild', this.refuse),
    };
    const self = { id: machine.id, sessionId: machine.id, send: () => {}, system, _parent: undefined };
    this.scope = {
      self,
      system,
      id: machine.id,
      sessionId: machine.id,
      defer: () => {},
      emit: () => {},
      logger: () => {},
      stopChild: () => {},
      actionExecutor: (action: ExecutableAction) => this.actions.push(action),
    } as unknown as Parameters<AnyStateMachine['transition']>[2];
  }

  /** The initial macrostep. */
  start(input: unknown, refuse: Refuse): Macrostep {
    this.actions = [];
    this.taken = [];
    this.refuse = refuse;
    const snapshot = this.machine.getInitialSnapshot(this.scope as never, input as never);
    return this.macrostep(snapshot, [], refuse);
  }

  /**
   * The macrostep that takes `event`. For a timer, `timers` no longer contains it.
   * @throws whatever user code throws, possibly wrapped by XState
   */
  take(snapshot: AnyMachineSnapshot, event: Message, timers: readonly Timer[], refuse: Refuse): Macrostep {
    this.actions = [];
    this.taken = [];
    this.refuse = refuse;
    const next = this.machine.transition(snapshot, event as EventObject, this.scope);
    return this.macrostep(next, timers, refuse);
  }

  /** Is there a transition for this event type in this state, whatever its guard says? */
  static hasTransition(snapshot: AnyMachineSnapshot, type: string): boolean {
    if (snapshot.status !== 'active') return false;
    return getNextTransitions(snapshot).some((t) => matches(t.eventType, type));
  }

  private macrostep(snapshot: AnyMachineSnapshot, before: readonly Timer[], refuse: Refuse): Macrostep {
    if (snapshot.status === 'error') throw snapshot.error;
    const emitted: Message[] = [];
    const timers = new Map(before.map((t) => [t.id, t]));
    for (const action of this.actions) {
      const params = action.params as { event: Message; id?: string; delay?: number; sendId?: string } | undefined;
      switch (action.type) {
        case 'xstate.emit':
          emitted.push(params!.event);
          break;
        case 'xstate.raise':
          if (typeof params!.delay !== 'number') break; // it has been taken within the macrostep
          if (params!.id === undefined && timers.has(timerId(params!))) {
            refuse(`arms the delayed event '${params!.event.type}' twice without an id`, 'give the raise an id');
          }
          timers.set(timerId(params!), { id: timerId(params!), event: params!.event });
          break;
        case 'xstate.cancel':
          timers.delete(params!.sendId!);
          break;
        case 'xstate.log':
          break;
        default:
          refuseKind(action.type, refuse);
          if (!action.type.startsWith('xstate.')) {
            refuse(`runs the custom action '${action.type}'`, 'use assign, emit, raise, cancel or enqueueActions');
          }
          refuse(`runs '${action.type}'`, 'it cannot be explored');
      }
    }
    if (Object.keys(snapshot.children).length > 0) refuse('has child actors', 'make them components of the system');
    const armed = snapshot.status === 'active' ? [...timers.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) : [];
    return { snapshot, emitted, timers: armed, taken: this.taken };
  }
}

interface ExecutableAction {
  readonly type: string;
  readonly params: unknown;
}

function timerId(raise: { event: Message; id?: string }): string {
  return raise.id ?? raise.event.type;
}

/** XState's rule for event descriptors: the type itself, `*`, or a prefix of whole tokens followed by `.*`. */
function matches(descriptor: string, type: string): boolean {
  if (descriptor === type || descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const prefix = descriptor.slice(0, -2);
  return type === prefix || type.startsWith(`${prefix}.`);
}

/** A mistake of a machine, with machine, state and event. */
export function machineMistake(
  place: { component: string; machine: string; state: string; event?: string },
  what: string,
  cause?: unknown,
): Mistake {
  const event = place.event === undefined ? '' : `, event '${place.event}'`;
  return new Mistake(
    `component '${place.component}', machine '${place.machine}', state '${place.state}'${event}: ${what}`,
    place,
    { cause },
  );
}
