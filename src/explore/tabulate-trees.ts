import { has } from '../describe/space.ts';
import type { Leaf, Outcome, Question, Tree } from '../describe/tabulated.ts';
import type { ConfigurationSets } from './sets.ts';
import type { Reached } from './tabulate-fields.ts';

type Trail = readonly number[];

/** A tree while trails are added to it. */
interface Growing<L> {
  readonly reads: number;
  readonly branches: Map<number, Growing<L> | Leaf<L>>;
}

/**
 * Makes trees of trails (see `Decisions`): with the numbers of `Reached`, without fields that have a single value and
 * questions that all configurations answer alike, and equal parts only once.
 */
export class TreeBuilder {
  private readonly sets: ConfigurationSets;
  private readonly members: readonly number[];
  private readonly reached: Reached;
  /** From a question of the explorer to its number here, or -1 where all configurations answer it alike. */
  private readonly questionNumbers = new Map<number, number>();
  private readonly asked: Question[] = [];
  private readonly leaves = new Map<string, Leaf<unknown>>();
  private readonly trees = new Map<string, Tree<unknown>>();
  private readonly ids = new Map<Tree<unknown>, number>();

  /** @param members the configurations that count, by their numbers in the space */
  constructor(sets: ConfigurationSets, reached: Reached, members: readonly number[]) {
    this.members = members;
    this.sets = sets;
    this.reached = reached;
  }

  /** The questions of all trees so far. */
  questions(): readonly Question[] {
    return this.asked;
  }

  /** The leaf for a value; always the same one for equal values. */
  leaf<L extends Outcome | boolean>(leaf: L): Leaf<L> {
    const key =
      typeof leaf === 'object'
        ? `${[...leaf.writes].sort((a, b) => a[0] - b[0]).join(' ')}|${leaf.violates.join()}`
        : String(leaf);
    const known = this.leaves.get(key);
    if (known) return known as Leaf<L>;
    const made = { leaf };
    this.leaves.set(key, made);
    this.ids.set(made, this.ids.size);
    return made;
  }

  /** The tree of the trails that `each` adds; undefined where it adds none. */
  tree<L>(each: (add: (trail: Trail, leaf: Leaf<L>) => void) => void): Tree<L> | undefined {
    let root: Growing<L> | Leaf<L> | undefined;
    each((trail, leaf) => {
      let put = (tree: Growing<L> | Leaf<L>): void => {
        root = tree;
      };
      let at = root;
      for (let i = 0; i < trail.length; i += 2) {
        const read = this.read(trail[i]!, trail[i + 1]!);
        if (read === undefined) continue;
        if (at === undefined) {
          at = { reads: read.reads, branches: new Map() };
          put(at);
        }
        if ('leaf' in at || at.reads !== read.reads) throw new Error('two trails of one tree read in another order');
        const { branches } = at;
        put = (tree) => branches.set(read.value, tree);
        at = branches.get(read.value);
      }
      put(leaf);
    });
    return root && this.shared(root);
  }

  /** A read of a trail, or undefined where it says nothing. */
  private read(read: number, value: number): { reads: number; value: number } | undefined {
    if (read >= 0) {
      const number = this.reached.numbers[read]!.get(value);
      if (number === undefined) throw new Error(`field ${read} was read as ${value}, but no state has this value`);
      if (this.reached.values[read]!.length === 1) return undefined;
      return { reads: read, value: number };
    }
    let question = this.questionNumbers.get(-read);
    if (question === undefined) {
      const text = this.sets.text(-read);
      const yes = this.sets.space.yes(text);
      const answers = this.members.map((c) => has(yes, c));
      question = new Set(answers).size < 2 ? -1 : this.asked.push({ text, answers }) - 1;
      this.questionNumbers.set(-read, question);
    }
    return question < 0 ? undefined : { reads: -1 - question, value };
  }

  /** A grown tree, in which equal parts are one object. */
  private shared<L>(grown: Growing<L> | Leaf<L>): Tree<L> {
    if ('leaf' in grown) return grown;
    const branches = new Map(
      [...grown.branches].sort((a, b) => a[0] - b[0]).map(([value, branch]) => [value, this.shared(branch)]),
    );
    const key = `${grown.reads}:${[...branches].map(([value, branch]) => `${value} ${this.ids.get(branch)}`)}`;
    const known = this.trees.get(key);
    if (known) return known as Tree<L>;
    const made: Tree<L> = { reads: grown.reads, branches };
    this.trees.set(key, made);
    this.ids.set(made, this.ids.size);
    return made;
  }
}
