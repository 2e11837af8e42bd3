import type { AnyMachineSnapshot, AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import { activeStates } from '../describe/active-states.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Events } from './events.ts';
import type { Macrostep, Timer } from './interpreter.ts';
import { Interpreter, machineMistake } from './interpreter.ts';
import { PairTable } from './pairs.ts';
import { canonical, NotPlainError } from './plain.ts';
import type { Questionnaire } from './questionnaire.ts';
import { inSandbox, takeForbidden } from './sandbox.ts';

/** A local state: all of a component that can influence its future. */
export interface Local {
  readonly snapshot: AnyMachineSnapshot;
  readonly timers: readonly Timer[];
  /** The numbers of the events "timer … fires", in the order of `timers`. */
  readonly timerEvents: readonly number[];
  /** In a state tagged `down`, or final. */
  readonly down: boolean;
  /** Final, or in a state tagged `rest`. */
  readonly rest: boolean;
}

/** What taking one event in one local state does. */
export interface Leaf {
  /** The local state afterwards. */
  readonly next: number;
  /** The numbers of the events emitted, in their order, without those that nobody listens to. */
  readonly emitted: readonly number[];
  /** Is there a transition for the event at all? */
  readonly known: boolean;
  /** Were all guards false? */
  readonly ignored: boolean;
}

/** A question, and where each answer leads: see `Locals.lookup`. */
interface Fork {
  readonly question: number;
  readonly branches: [no: number, yes: number];
}

/** What `lookup` returns where the set of configurations must be divided first: this, minus the question. */
export const DIVIDE = -1;

/**
 * The local states of one machine, numbered from 1, and its local transitions: each computed once by XState
 * and kept as a decision tree over the questions that were asked about the configuration while it ran.
 * Replicas share one table. It fills as the exploration reaches things, so an unbounded counter that nothing
 * reaches costs nothing.
 */
export class Locals {
  readonly component: string;
  readonly interpreter: Interpreter;
  private readonly states: Local[] = [];
  private readonly numbers = new Map<string, number>();
  /** (local state, event) → reference; (0, replica + 1) is the initial state. Positive: leaf, negative: fork. */
  private readonly roots = new PairTable();
  private readonly leaves: Leaf[] = [undefined as unknown as Leaf];
  private readonly forks: Fork[] = [undefined as unknown as Fork];
  /** Every transition that was ever taken. */
  readonly taken = new Set<AnyTransitionDefinition>();
  /** Calls of XState so far. */
  calls = 0;
  private readonly events: Events;
  private readonly questionnaire: Questionnaire;
  private readonly inputs: readonly unknown[];
  private readonly unheard: ReadonlySet<string>;

  constructor(
    component: string,
    machine: AnyStateMachine,
    inputs: readonly unknown[],
    events: Events,
    questionnaire: Questionnaire,
    unheard: ReadonlySet<string> = new Set(),
  ) {
    this.component = component;
    this.interpreter = new Interpreter(machine);
    this.events = events;
    this.questionnaire = questionnaire;
    this.inputs = inputs;
    this.unheard = unheard;
    this.states.push(undefined as unknown as Local);
  }

  /** Number of local states so far, 0 included. */
  get size(): number {
    return this.states.length;
  }

  /** Of each local state, from 1 on, the text that tells it from the others. */
  keys(): Iterable<string> {
    return this.numbers.keys();
  }

  state(local: number): Local {
    return this.states[local]!;
  }

  leaf(reference: number): Leaf {
    return this.leaves[reference]!;
  }

  /** As `lookup`, for the initial state of a replica. */
  initial(replica: number, set: number): number {
    return this.lookup(0, replica + 1, set);
  }

  /**
   * The leaf for taking `event` in `local`, for all configurations of `set`; or `DIVIDE - question` where they
   * do not agree on a question that is asked on the way.
   * @throws Mistake for whatever the machine does that cannot be explored
   */
  lookup(local: number, event: number, set: number): number {
    let reference = this.roots.get(local, event);
    while (reference < 0) {
      const fork = this.forks[-reference]!;
      const answer = this.questionnaire.sets.answer(set, fork.question);
      if (answer < 0) return DIVIDE - fork.question;
      reference = fork.branches[answer]!;
    }
    return reference > 0 ? reference : this.compute(local, event, set);
  }

  /** Adds the questions on the way to a leaf, and their answers, to a trail (see `Stepper`). */
  trace(local: number, event: number, set: number, trail: number[]): void {
    let reference = this.roots.get(local, event);
    while (reference < 0) {
      const { question, branches } = this.forks[-reference]!;
      const answer = this.questionnaire.sets.answer(set, question);
      trail.push(-question, answer);
      reference = branches[answer]!;
    }
  }

  /** The macrostep behind a leaf, once more: for traces. */
  explain(local: number, event: number, set: number): Macrostep {
    const { undecided, value } = this.questionnaire.run(set, () => this.guarded(local, event));
    if (undecided !== 0) throw new Error('explain: the set of configurations does not decide this step');
    return value!;
  }

  /**
   * The number of a local state with all its data changed: context, output, and the events of its timers. Whether a
   * machine can be in it is for the caller to know.
   * @throws Mistake where what comes out is not plain data
   */
  renamed(local: number, rename: <T>(data: T) => T): number {
    const { snapshot, timers } = this.state(local);
    const { context, output } = snapshot as { context: unknown; output: unknown };
    const changed = { ...snapshot, context: rename(context), output: rename(output) } as AnyMachineSnapshot;
    const events = timers.map(({ id, event }) => ({ id, event: rename(event) }));
    return this.intern(local, 0, { snapshot: changed, timers: events, emitted: [], taken: [] });
  }

  private compute(local: number, event: number, set: number): number {
    const first = this.questionnaire.run(set, () => this.guarded(local, event));
    if (first.undecided !== 0) return DIVIDE - first.undecided;
    const leaf = this.leafOf(local, event, first.value!);
    const again = this.questionnaire.run(set, () => this.guarded(local, event));
    if (again.value === undefined || this.leafKey(leaf) !== this.leafKey(this.leafOf(local, event, again.value))) {
      this.refuse(
        local,
        event,
        'it does not do the same when asked again',
        'a machine may depend on its state and the event alone',
      );
    }
    const reference = this.leaves.push(leaf) - 1;
    this.insert(local, event, first.asked, reference);
    return reference;
  }

  /** Adds the branch of a decision tree that `asked` describes; it ends in `leaf`. */
  private insert(
    local: number,
    event: number,
    asked: readonly (readonly [question: number, answer: number])[],
    leaf: number,
  ): void {
    let put = (reference: number) => this.roots.set(local, event, reference);
    let at = this.roots.get(local, event);
    for (const [question, answer] of asked) {
      if (at === 0) {
        at = -(this.forks.push({ question, branches: [0, 0] }) - 1);
        put(at);
      }
      const fork = this.forks[-at];
      if (fork === undefined || fork.question !== question) {
        this.refuse(
          local,
          event,
          'it asks other questions when asked again',
          'a machine may depend on its state and the event alone',
        );
      }
      put = (reference) => {
        fork!.branches[answer] = reference;
      };
      at = fork!.branches[answer]!;
    }
    put(leaf);
  }

  private run(local: number, event: number): Macrostep {
    this.calls++;
    const refuse = (what: string, instead: string) => this.refuse(local, event, `it ${what}`, instead);
    if (local === 0) return this.interpreter.start(this.inputs[event - 1], refuse);
    const { snapshot, timers } = this.state(local);
    const timer = this.events.timerOf(event);
    const left = timer === undefined ? timers : timers.filter((t) => t.id !== timer);
    return this.interpreter.take(snapshot, this.events.get(event), left, refuse);
  }

  /** Runs user code in the sandbox, and turns what it throws into mistakes. */
  private guarded(local: number, event: number): Macrostep {
    let result: Macrostep | undefined;
    let thrown: unknown;
    try {
      result = inSandbox(() => this.run(local, event));
    } catch (error) {
      thrown = error;
    }
    const forbidden = takeForbidden();
    if (forbidden) this.refuse(local, event, forbidden.message, '');
    const mistake = this.questionnaire.takeMistake();
    if (mistake) this.refuse(local, event, mistake.message, '');
    if (this.questionnaire.interrupted) throw new Error('a question is open'); // caught by the questionnaire
    if (result) return result;
    if (thrown instanceof Mistake) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (/read only|not extensible|Cannot (assign|add|delete|define|redefine)/.test(message)) {
      this.refuse(
        local,
        event,
        `it changes its context or the event in place (${message})`,
        'return new values from assign',
        thrown,
      );
    }
    if (/[Ii]nfinite loop|maxIterations/.test(message)) {
      this.refuse(
        local,
        event,
        `its 'always' transitions or raised events never come to rest (${message})`,
        '',
        thrown,
      );
    }
    return this.refuse(local, event, `it throws: ${message}`, '', thrown);
  }

  private leafOf(local: number, event: number, step: Macrostep): Leaf {
    const next = this.intern(local, event, step);
    const refuse = (what: string) => this.refuse(local, event, `it emits what is not plain data: ${what}`, '');
    const heard = step.emitted.filter(({ type }) => !this.unheard.has(type));
    const emitted = heard.map((e) => this.events.number(e, refuse));
    for (const t of step.taken) this.taken.add(t);
    const known =
      local === 0 ||
      this.events.timerOf(event) !== undefined ||
      Interpreter.hasTransition(this.state(local).snapshot, this.events.get(event).type);
    return { next, emitted, known, ignored: local !== 0 && step.taken.length === 0 };
  }

  private leafKey(leaf: Leaf): string {
    return `${leaf.next} ${leaf.emitted.join(',')} ${leaf.known} ${leaf.ignored}`;
  }

  private intern(from: number, event: number, { snapshot, timers }: Macrostep): number {
    const history = Object.entries(snapshot.historyValue as Record<string, { id: string }[]>).map(([id, nodes]) => [
      id,
      nodes.map((n) => n.id).sort(),
    ]);
    let key: string;
    try {
      key = [
        JSON.stringify(snapshot.value),
        activeStates(this.interpreter.machine, snapshot),
        canonical(snapshot.context, 'context'),
        canonical(Object.fromEntries(history), 'history'),
        snapshot.status,
        canonical(snapshot.output, 'output'),
        canonical(
          timers.map((t) => [t.id, t.event]),
          'timers',
        ),
      ].join(' ');
    } catch (error) {
      if (!(error instanceof NotPlainError)) throw error;
      return this.refuse(
        from,
        event,
        `afterwards its ${error.message}`,
        'a context must be plain data: objects, arrays, strings, numbers, booleans, null',
      );
    }
    let n = this.numbers.get(key);
    if (n === undefined) {
      const final = snapshot.status !== 'active';
      n =
        this.states.push({
          snapshot,
          timers,
          timerEvents: timers.map((t) => this.events.timer(t.id, t.event)),
          down: final || snapshot.hasTag('down'),
          rest: final || snapshot.hasTag('rest'),
        }) - 1;
      this.numbers.set(key, n);
    }
    return n;
  }

  private refuse(local: number, event: number, what: string, instead: string, cause?: unknown): never {
    const state = local === 0 ? '(initial)' : JSON.stringify(this.state(local).snapshot.value);
    const type = local === 0 ? undefined : this.events.get(event).type;
    throw machineMistake(
      { component: this.component, machine: this.interpreter.machine.id, state, ...(type ? { event: type } : {}) },
      instead ? `${what}; ${instead}` : what,
      cause,
    );
  }
}
