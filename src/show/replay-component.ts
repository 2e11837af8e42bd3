import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  getNextTransitions,
} from 'xstate';
import type { ComponentState, Message } from '../describe/result.ts';

/**
 * One component replica as a running XState actor, with a clock that only moves when a step says so.
 */
export class LiveComponent {
  /** What it has emitted since `takeEmitted` was called last. */
  private emitted: Message[] = [];
  /** The armed timers: id and event. */
  private readonly armed = new Map<string, Message>();
  /** What XState wants to be called when a timer is due, by timer id. */
  private readonly callbacks = new Map<string, () => void>();
  /** Timers that actions have asked for and that XState has not handed to the clock yet, in order. */
  private readonly asked: string[] = [];
  private readonly actor: AnyActorRef;
  private failure: unknown;

  constructor(machine: AnyStateMachine, input: unknown) {
    const actor = createActor(machine, {
      input,
      clock: {
        // XState hands over no id here, but in the order of the actions that asked for it.
        setTimeout: (due) => this.callbacks.set(this.asked.shift() ?? '', due as () => void),
        clearTimeout: () => {},
      },
      inspect: (inspected) => {
        if (inspected.type === '@xstate.action') this.note(inspected.action);
      },
      logger: () => {},
    });
    actor.on('*', (event) => this.emitted.push(event as Message));
    // Without an error listener XState throws into the event loop.
    actor.subscribe({ error: (error) => (this.failure = error) });
    this.actor = actor;
  }

  start(): void {
    this.actor.start();
  }

  /** Sends it an event, which it handles at once. */
  send(event: Message): void {
    this.actor.send(event);
  }

  /** The ids of the armed timers with this event. */
  timersWith(isEvent: (event: Message) => boolean): string[] {
    return Object.entries(this.timers).flatMap(([id, event]) => (isEvent(event) ? [id] : []));
  }

  /** Lets an armed timer fire: XState sends its event. */
  fire(timer: string): void {
    const due = this.callbacks.get(timer);
    this.armed.delete(timer);
    this.callbacks.delete(timer);
    due?.();
  }

  takeEmitted(): Message[] {
    const emitted = this.emitted;
    this.emitted = [];
    return emitted;
  }

  /** What went wrong in it, if anything. */
  get error(): string | undefined {
    return this.snapshot.status === 'error' ? String(this.failure ?? this.snapshot.error) : undefined;
  }

  get isFinal(): boolean {
    return this.snapshot.status === 'done';
  }

  get isDown(): boolean {
    return this.isFinal || this.snapshot.hasTag('down');
  }

  /** Whether some transition of its state is for this event; no guard is asked. An actor that is done has none. */
  hasTransition(type: string): boolean {
    return (
      !this.isFinal &&
      getNextTransitions(this.snapshot).some(({ eventType: descriptor }) => {
        if (descriptor === type || descriptor === '*') return true;
        return descriptor.endsWith('.*') && `${type}.`.startsWith(descriptor.slice(0, -1));
      })
    );
  }

  document(): ComponentState {
    const { value, context, status } = this.snapshot;
    return { value, context: context ?? {}, status, timers: Object.keys(this.timers).sort() };
  }

  /** What a document does not show and yet decides the future. */
  hidden(): unknown {
    const { historyValue, output } = this.snapshot;
    const history = Object.entries(historyValue).map(([id, nodes]) => [id, nodes.map((node) => node.id).sort()]);
    return { history: Object.fromEntries(history), output, timers: this.timers };
  }

  /** The armed timers. XState cancels all of them when an actor is done, in a way that no action tells of. */
  private get timers(): Readonly<Record<string, Message>> {
    return this.isFinal ? {} : Object.fromEntries(this.armed);
  }

  private get snapshot(): AnyMachineSnapshot {
    return this.actor.getSnapshot() as AnyMachineSnapshot;
  }

  /** XState tells of each action before it carries it out. */
  private note({ type, params }: { readonly type: string; readonly params: unknown }): void {
    if (type === 'xstate.raise') {
      const { event, id, delay } = params as { event: Message; id?: string; delay?: number };
      if (typeof delay !== 'number') return;
      this.armed.set(id ?? event.type, event);
      this.asked.push(id ?? event.type);
    } else if (type === 'xstate.cancel') {
      this.armed.delete((params as { sendId: string }).sendId);
    }
  }
}
