import { Mistake } from '../../describe/mistake.ts';
import type { Space } from '../../describe/space.ts';
import type { System } from '../../describe/system.ts';
import type { Limits, Progress, Questions } from '../explorer.ts';
import { type Parts, partsOf } from '../parts.ts';
import { inSandbox } from '../sandbox.ts';
import { inSlices } from '../slices.ts';
import { questionOf } from '../stepper.ts';
import type { Agenda } from './agenda.ts';
import { Bitstate } from './bitstate.ts';
import { BreadthFirst } from './breadth-first.ts';
import { DepthFirst } from './depth-first.ts';
import { Fingerprints } from './fingerprints.ts';
import type { Mode } from './mode.ts';
import type { Figures, Seen } from './seen.ts';
import { shortened } from './shorten.ts';
import { Tabulation } from './tabulation.ts';
import { Watch, type Watched } from './watch.ts';

/**
 * Explores a system over all its configurations as `Explorer` does, with the same steps and the same divisions of sets,
 * and remembers states by what little `mode` keeps of them. So it may take a new state for one that it has seen, and leave
 * out what comes after it: whatever it sees happens, and what it does not see may happen all the same. Nothing of
 * the graph is kept, so only what shows in a single state or step is found.
 *
 * Time: as `Explorer` without its generated code. Memory: see `Fingerprints` (breadth first, and 6 bytes a state for the
 * ways) and `Bitstate` (depth first); and the states that wait, packed.
 */
export class LossySearch {
  readonly parts: Parts;
  readonly watch: Watch;
  readonly mode: Mode;
  /** Number of states that were explored, each for its set of configurations. */
  states = 0;
  transitions = 0;
  stutters = 0;
  /** The longest way that was followed, in steps. */
  depth = -1;
  /** What stopped the search, in words; undefined when all that was found has been explored. */
  stoppedBy: string | undefined;
  private readonly seen: Seen;
  private readonly agenda: Agenda;
  private readonly hashes: Tabulation;
  private readonly setField: number;
  private readonly state: Int32Array;
  /** Was a state left out because it was too many steps away? */
  private tooDeep = false;
  private readonly way = () => this.agenda.way();

  /** @throws Mistake as `Explorer`, and RangeError where there is not enough memory for the array of bits */
  constructor(system: System, space: Space, questions: Questions, watched: readonly Watched[], mode: Mode) {
    this.parts = partsOf(system, space, questions);
    this.watch = new Watch(watched, this.parts);
    this.mode = mode;
    const { fields } = this.parts.plan;
    this.seen = mode.kind === 'bitstate' ? new Bitstate(mode.bytes) : new Fingerprints(mode.bits);
    this.agenda = mode.kind === 'bitstate' ? new DepthFirst(fields) : new BreadthFirst(fields, space.size > 1);
    this.hashes = new Tabulation(fields, mode.seed);
    this.setField = fields - 1;
    this.state = new Int32Array(fields);
  }

  /** What is remembered, and how likely it is that something was left out. */
  figures(): Figures {
    return this.seen.figures();
  }

  /**
   * Explores until the end, until a limit, or until there is nothing left to find.
   * @param onProgress called about four times a second
   * @throws Mistake, with the labels that lead to it in `trace`
   */
  async run(limits: Limits = {}, signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<void> {
    inSandbox(() => this.start());
    await inSlices(this, limits, signal, onProgress);
    if (this.stoppedBy === undefined && this.tooDeep) this.stoppedBy = `the limit of ${limits.depth} steps`;
  }

  get frontier(): number {
    return this.agenda.waiting;
  }

  get finished(): boolean {
    return this.agenda.waiting === 0;
  }

  /** Explores some more states. */
  some({ states, depth }: Limits, most: number): void {
    const { agenda } = this;
    const { stepper } = this.parts;
    for (let i = 0; i < most; i++) {
      if (states !== undefined && this.states >= states) return;
      if (!agenda.take(stepper.base)) return;
      if (depth !== undefined && agenda.depth > depth) {
        this.tooDeep = true;
        continue;
      }
      stepper.set = stepper.base[this.setField]!;
      const question = this.evaluate();
      if (question !== 0) this.divide(question);
      else if (!agenda.postpone(stepper.base)) this.commit();
      if (this.watch.isDone) {
        this.stoppedBy = 'there is nothing left to find: every property that is looked at is violated everywhere';
        return;
      }
    }
  }

  /**
   * A way of the same configurations to the same end, with detours left out where that is worth while.
   * @param last whether the last step has to stay
   */
  labelsOf(set: number, labels: readonly number[], last: boolean): readonly number[] {
    if (this.mode.kind === 'hash-compaction') return labels;
    if (!last) return shortened(this.parts, set, labels);
    return [...shortened(this.parts, set, labels.slice(0, -1)), ...labels.slice(-1)];
  }

  private start(): void {
    const { stepper, sets } = this.parts;
    const pending = [sets.all];
    for (let set = pending.pop(); set !== undefined; set = pending.pop()) {
      stepper.set = set;
      const outcome = stepper.start();
      if (outcome < 0) {
        pending.push(...[...sets.divide(set, questionOf(outcome))].reverse());
        continue;
      }
      stepper.now[this.setField] = set;
      this.found(stepper.now);
    }
  }

  private evaluate(): number {
    try {
      return this.parts.enumerator.node();
    } catch (error) {
      if (error instanceof Mistake && error.trace === undefined) error.trace = this.way()();
      throw error;
    }
  }

  private divide(question: number): void {
    const { base, set } = this.parts.stepper;
    for (const part of this.parts.sets.divide(set, question)) {
      base[this.setField] = part;
      this.found(base);
    }
  }

  /** A state that is reached without a step. */
  private found(state: Int32Array): void {
    this.hashes.start(state);
    if (this.seen.add(this.hashes.mix())) this.agenda.add(state, -1);
  }

  private commit(): void {
    const { agenda, hashes, seen, state, watch } = this;
    const { enumerator, stepper } = this.parts;
    const { truth } = enumerator;
    this.states++;
    this.transitions += enumerator.count;
    this.stutters += enumerator.stutters;
    if (agenda.depth > this.depth) this.depth = agenda.depth;
    watch.state(truth, enumerator.deadlock, stepper.set, this.way);
    hashes.start(stepper.base);
    for (let i = 0; i < enumerator.count; i++) {
      const label = enumerator.label(i);
      watch.step(label, truth, stepper.set, this.way);
      this.change(i);
      if (!seen.add(hashes.mix())) continue;
      enumerator.write(i, state);
      agenda.add(state, label);
    }
  }

  /** Tells the hash what a step changes. */
  private change(i: number): void {
    const { hashes } = this;
    const { effects, enumerator, labels, stepper } = this.parts;
    const { base } = stepper;
    const { written } = effects;
    const effect = enumerator.effect(i);
    hashes.again();
    for (let w = effects.first(effect), end = effects.last(effect); w < end; w += 2) {
      hashes.change(written[w]!, base[written[w]!]!, written[w + 1]!);
    }
    const budget = labels.budgetFieldOf(enumerator.step(i));
    if (budget >= 0) hashes.change(budget, base[budget]!, base[budget]! - 1);
  }
}
