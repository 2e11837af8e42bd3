import type { Done, Outcome, Tabulated, Tree } from '../describe/tabulated.ts';
import { isLeaf } from '../describe/tabulated.ts';

/** References: a node is above zero. What the trees say nothing about is 0, so that it is never taken for an answer. */
export const UNKNOWN = 0;
/** No transition; of a predicate: false. */
export const NOTHING = -1;
/** A transition that was only asked about, its budget being spent; of a predicate: true. */
export const SPENT = -2;
export const TRUE = SPENT;
/** Done number k is FIRST_DONE - k. */
export const FIRST_DONE = -3;

/**
 * All trees of a document in one array of whole numbers, for languages that look up rather than decide. A node at `at`:
 * what it reads (a field, or the number of fields + a question), the smallest value that it knows, how many values from there on, and for each its reference.
 */
export interface Flat {
  readonly trees: readonly number[];
  /** Of each command, its tree. Whether the command is offered is part of the tree, what is left of its budget is not. */
  readonly commands: readonly number[];
  /** Of each property, the tree of what it forbids or demands of states, and of what must be given. */
  readonly holds: readonly number[];
  readonly given: readonly number[];
  /** By number: what a transition does. */
  readonly done: readonly Done[];
}

/** Flattens a document. Time and size: linear in its trees, with a place for each value between two known ones. */
export function flatten({ fields, commands, properties }: Tabulated): Flat {
  const trees: number[] = [0];
  const done: Done[] = [];
  const numbers = new Map<Tree<Outcome> | Tree<boolean>, number>();

  const leafOf = (leaf: Outcome | boolean): number => {
    if (leaf === 'nothing' || leaf === false) return NOTHING;
    if (leaf === 'spent' || leaf === true) return SPENT;
    return FIRST_DONE - (done.push(leaf) - 1);
  };
  const node = (reads: number, branches: readonly (readonly [value: number, reference: number])[]): number => {
    const lowest = Math.min(...branches.map(([value]) => value));
    const range = Math.max(...branches.map(([value]) => value)) - lowest + 1;
    const at = trees.push(reads, lowest, range) - 3;
    for (let i = 0; i < range; i++) trees.push(UNKNOWN);
    for (const [value, reference] of branches) trees[at + 3 + value - lowest] = reference;
    return at;
  };
  const flat = (tree: Tree<Outcome> | Tree<boolean>): number => {
    const known = numbers.get(tree);
    if (known !== undefined) return known;
    let number: number;
    if (isLeaf<Outcome | boolean>(tree)) number = leafOf(tree.leaf);
    else {
      const branches = [...tree.branches].map(([value, branch]) => [value, flat(branch)] as const);
      number = node(tree.reads >= 0 ? tree.reads : fields.length - 1 - tree.reads, branches);
    }
    numbers.set(tree, number);
    return number;
  };

  return {
    trees,
    done,
    commands: commands.map(({ offered, tree }) => {
      let root: Tree<Outcome> | number | undefined = tree;
      const number = (branch: typeof root) =>
        branch === undefined ? UNKNOWN : typeof branch === 'number' ? branch : flat(branch);
      for (const [field, values] of offered) {
        const count = fields[field]!.values;
        if (values.size === count) continue;
        if (values.size === 0) return NOTHING;
        // Most trees begin with the field that offers the step: then its first node says where it is not offered, too.
        const own = typeof root === 'object' && !isLeaf(root) && root.reads === field ? root : undefined;
        const within = root;
        const branches = Array.from({ length: count }, (_, value): [number, number] => {
          if (!values.has(value)) return [value, NOTHING];
          return [value, number(own === undefined ? within : own.branches.get(value))];
        });
        root = node(field, branches);
      }
      return number(root);
    }),
    holds: properties.map(({ forbids }) =>
      forbids.kind === 'states' && forbids.holds ? flat(forbids.holds) : UNKNOWN,
    ),
    given: properties.map((property) =>
      'given' in property ? (property.given ? flat(property.given) : UNKNOWN) : TRUE,
    ),
  };
}

/** May a command ever be a transition, or has it to be asked for since it might be? */
export function isPossible({ commands, fields }: Tabulated, flat: Flat, c: number): boolean {
  const { budget } = commands[c]!;
  return flat.commands[c] !== NOTHING && (budget === undefined || fields[budget]!.values > 1);
}
