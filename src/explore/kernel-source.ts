import { FACTORS, OFFSETS } from './hash.ts';
import type { Layout } from './layout.ts';
import { ITEM } from './menus.ts';
import { LIST_DONE, LIST_OCCURS, LIST_STUTTERS, MIXED, type Slot, UNKNOWN_STEP } from './shortcuts.ts';

/**
 * What the inner loops read and write. The arrays are fetched anew at each call, since they are replaced when they grow.
 *
 * A *candidate* is the packed row that a step leads to, with its hash, the node it comes from, and the effect of the
 * step. Expanding fills a batch of them; then they are looked up, and the new ones inserted, in their order.
 */
export interface KernelMemory {
  /** The store: rows, slots of the table, slots for each unit of a hash, bits of a slot for the number of a row. */
  rows: Int32Array;
  slots: Int32Array;
  scale: number;
  idBits: number;
  /** Number of rows. */
  size: number;
  parents: Int32Array;
  faultCounts: Uint8Array;
  /** Of each node; only as long as the last node that has one. */
  flags: Uint8Array;
  flagsLength: number;
  levelEnd: number;
  /** Decision trees of the steps and of the predicates: see `Decisions`. */
  nodes: Int32Array;
  branches: Int32Array;
  roots: Int32Array;
  truthNodes: Int32Array;
  truthBranches: Int32Array;
  truthRoot: number;
  /** What fields offer: see `Menus`. */
  menuPlaces: readonly Int32Array[];
  menuItems: Int32Array;
  /** Of each effect: `EFFECT_…`. */
  kinds: Uint8Array;
  /** Of each effect and word: the bits that stay, the bits that are set, what is subtracted (a budget's 1). */
  deltas: Int32Array;
  /** Of each effect, 1 where its step is a fault. */
  faultOf: Uint8Array;
  /** Of each field, the values that its codes stand for. */
  readonly codes: readonly { readonly values: Int32Array }[];
  /** The fields of the node that is being expanded. */
  readonly base: Int32Array;
  /** The nodes to expand, and after how many candidates each of them ended. */
  readonly queue: Int32Array;
  readonly ends: Int32Array;
  /** Candidates. */
  words: Int32Array;
  readonly hashes: Int32Array;
  readonly effects: Int32Array;
  readonly found: Int32Array;
  /** The candidates that are not in the cache, and of each the node it comes from. */
  readonly waiting: Int32Array;
  readonly sources: Int32Array;
  pending: number;
  /**
   * Rows met lately, by their hash, each with its number, or with -2 - c for candidate c of this batch. Neighbours in
   * a breadth-first search have successors in common: on two-phase commit, two of three candidates are found here.
   */
  recent: Int32Array;
  /** Keeps the loads that are made for the cache alone. */
  touched: number;
  /** What groups of steps do: see `Shortcuts`. */
  shortcuts: readonly Slot[];
  lists: Int32Array;
  look(slot: number, node: number): number;
  /** Of the group that was walked last: steps that changed nothing, and whether a step pattern occurs. */
  same: number;
  occurring: number;
  /** Steps that changed nothing, of the nodes expanded. */
  stutters: number;
  /** The answer of a set of configurations to a question; negative where it is divided. */
  answer(set: number, question: number): number;
  sparseBranch(node: number, value: number): number;
  sparseTruthBranch(node: number, value: number): number;
  /** A node has these predicates. */
  seen(vector: number, set: number, node: number): void;
  /** In a step of a node something occurs that a property asks for. */
  occurs(effect: number, vector: number, set: number, node: number): void;
}

/** Rows in the cache: with their numbers, a part of the second-level cache of the processor. */
export const CACHE = 2 ** 14;

export const EFFECT_NONE = 0;
export const EFFECT_DONE = 1;
export const EFFECT_STUTTER = 2;
/** As DONE, and a step pattern occurs in it. */
export const EFFECT_OCCURS = 5;

/** What the loops are made for. */
export interface KernelShape {
  readonly layout: Layout;
  /** Of each field, whether it has codes: otherwise its values stand for themselves. */
  readonly coded: readonly boolean[];
  readonly setField: number;
  /** The groups of steps, in their order. */
  readonly slots: readonly Slot[];
  /** The fields that the predicates read. */
  readonly truthFields: readonly number[];
  readonly faults: boolean;
  /** Does anybody want to know where the candidates lead? */
  readonly edges: boolean;
  readonly deadlocks: boolean;
  /** The flags of a node whose parent is settled. */
  readonly settled: number;
}

export interface KernelLoops {
  /**
   * Expands the first nodes of the queue by what the tables know, until there may be no room for the candidates of one more.
   * @param nodes how many nodes
   * @param room for how many candidates there is room
   * @returns how many nodes were expanded; the next one needs something that is not known, asks a question on which its
   *   set is divided, has no step (deadlock?), or did not find room
   */
  expand(k: KernelMemory, nodes: number, room: number): number;
  /**
   * Packs the candidates of the nodes that were expanded, and finds the rows that are there already: in passes, so that the loads
   * of one pass do not wait for each other.
   */
  resolve(k: KernelMemory, expanded: number): void;
  /** Finds or inserts them in their order; their numbers are in `found` afterwards. There must be room for all. */
  insert(k: KernelMemory, expanded: number): void;
  /** Puts all rows into empty slots. */
  fill(slots: Int32Array, rows: Uint32Array, used: number): number;
}

/**
 * The inner loops, written out for one layout of the rows: with the number of words and the place of each field as constants
 * and the words of a row in variables. To find the successors of one state of two-phase commit (8 resource managers) takes them
 * some 0.4 µs, the simple way 1.4 to 1.7. Everything that they do, `Explorer`'s simple way does, too; tests compare the two.
 *
 * @throws EvalError where the platform forbids code that is made at run time; explore the simple way then
 */
export function kernelLoops(shape: KernelShape): KernelLoops {
  const make = (name: string, parameters: string, body: string) => `function ${name}(${parameters}) {\n${body}\n}\n`;
  const text = [
    make('walkGroup', 'k, field, group, c, room', walkGroupText(shape)),
    make('unpackRest', 'k, row', unpackRestText(shape)),
    make('expand', 'k, queued, room', expandText(shape)),
    make('resolve', 'k, expanded', resolveText(shape)),
    make('insert', 'k, expanded', insertText(shape)),
    make('fill', 'slots, rows, used', fillText(shape)),
    'return { expand, resolve, insert, fill };',
  ].join('\n');
  return new Function(text)() as KernelLoops;
}

const each = (n: number, text: (i: number) => string, between = '\n') =>
  Array.from({ length: n }, (_, i) => text(i)).join(between);

/** Walks a decision tree from the reference `at`; ends with `at` <= 0; leaves `stop` where a question is undecided. */
const walkText = (nodes: string, branches: string, sparse: string, stop: string) => `
      while (at > 0) {
        const read = ${nodes}[at * 4];
        let value;
        if (read >= 0) value = base[read];
        else {
          value = k.answer(set, -read);
          if (value < 0) ${stop}
        }
        const range = ${nodes}[at * 4 + 2];
        if (range < 0) at = k.${sparse}(at, value);
        else if (value < range) at = ${branches}[${nodes}[at * 4 + 1] + value];
        else at = 0;
      }`;

/** The code of a field, from the words of its row. */
function codeText({ layout }: KernelShape, f: number): string {
  const bits = layout.bits[f]!;
  if (bits === 0) return '0';
  const word = `w${layout.word[f]}`;
  const shifted = layout.shift[f] === 0 ? word : `(${word} >>> ${layout.shift[f]})`;
  return bits === 32 ? word : `(${shifted} & ${2 ** bits - 1})`;
}

/** The fields that every node needs. */
const earlyFields = ({ truthFields, setField }: KernelShape) => [...new Set([...truthFields, setField])];

const wordsText = ({ layout }: KernelShape) => each(layout.words, (w) => `const w${w} = rows[row + ${w}];`);

/** Reads fields of a row into `base`. */
function unpackText(shape: KernelShape, fields: readonly number[]): string {
  const value = (f: number) => {
    const code = codeText(shape, f);
    return shape.coded[f] ? `codes[${f}].values[${code}]` : code;
  };
  return fields.map((f) => `base[${f}] = ${value(f)};`).join('\n');
}

/** Reads the fields that not every node needs: a function of its own, lest `expand` become too long to be optimized. */
function unpackRestText(shape: KernelShape): string {
  const early = earlyFields(shape);
  const rest = [...shape.layout.bits.keys()].filter((f) => !early.includes(f));
  return `
  const { rows, base, codes } = k;
  ${wordsText(shape)}
  ${unpackText(shape, rest)}`;
}

function expandText(shape: KernelShape): string {
  const { setField, deadlocks, faults, slots } = shape;
  const { words } = shape.layout;
  const code = (f: number) => codeText(shape, f);
  const walk = ({ field, group }: Slot) => `
      if (!full) { unpackRest(k, row); full = true; }
      c = walkGroup(k, ${field}, ${group}, c, room);
      if (c < 0) { c = start; break node; }
      same += k.same;
      occurs |= k.occurring;`;
  const slot = (s: Slot, i: number) => {
    const index = s.other === s.field ? code(s.field) : `(${code(s.field)} << ${s.bits[1]}) | ${code(s.other)}`;
    return `{
      const index = ${index};
      let list = table${i}[index];
      if (list === 0) {
        list = k.look(${i}, node);
        lists = k.lists;
        if (list === ${UNKNOWN_STEP}) { c = start; break node; }
        table${i}[index] = list;
      }
      if (list > 0) {
        const head = lists[list];
        const done = head & ${LIST_DONE};
        if (c + done > room) { c = start; break node; }
        same += (head >>> ${LIST_STUTTERS}) & ${LIST_DONE};
        occurs |= head >>> ${LIST_OCCURS};
        for (let i = 1; i <= done; i++) effects[c++] = lists[list + i];
      } else if (list === ${MIXED}) { ${walk(s)} }
    }`;
  };
  return `
  const { rows, base, queue, ends, truthNodes, truthBranches, truthRoot, kinds, effects, codes } = k;
  let { lists } = k;
  ${each(slots.length, (i) => `const table${i} = k.shortcuts[${i}].table;`)}
  let c = 0;
  let stutters = 0;
  let lastVector = -1;
  let lastSet = -1;
  let lastNode = -1;
  let n = 0;
  node: for (; n < queued; n++) {
    const node = queue[n];
    const row = node * ${words};
    ${wordsText(shape)}
    ${unpackText(shape, earlyFields(shape))}
    const set = base[${setField}];
    let full = false;
    let at = truthRoot;
    ${walkText('truthNodes', 'truthBranches', 'sparseTruthBranch', 'break node;')}
    if (at === 0) break;
    const vector = -1 - at;
    const start = c;
    let same = 0;
    let occurs = 0;
    ${slots.map(slot).join('\n')}
    ${deadlocks ? 'if (c === start) break;' : ''}
    if (vector !== lastVector || set !== lastSet || ${faults ? 'true' : 'node < lastNode'}) k.seen(vector, set, node);
    lastVector = vector;
    lastSet = set;
    lastNode = node;
    if (occurs !== 0) {
      for (let i = start; i < c; i++) if (kinds[effects[i]] === ${EFFECT_OCCURS}) k.occurs(effects[i], vector, set, node);
    }
    stutters += same;
    ends[n] = c;
  }
  k.stutters += stutters;
  return n;`;
}

/** Walks the decision tree of each step of a group; gives the number of candidates, or -1 where something is not known. */
function walkGroupText({ setField }: KernelShape): string {
  return `
  const { base, nodes, branches, roots, menuItems, kinds, effects } = k;
  const known = roots.length;
  const set = base[${setField}];
  const v = base[field];
  const places = k.menuPlaces[field];
  let i = v < places.length ? places[v] : 0;
  if (i === 0) return -1;
  for (; group > 0; group--) i += 1 + menuItems[i] * ${ITEM};
  const count = menuItems[i++];
  if (c + count > room) return -1;
  let same = 0;
  let occurs = 0;
  for (const end = i + count * ${ITEM}; i < end; i += ${ITEM}) {
    const budget = menuItems[i + 1];
    if (budget >= 0 && base[budget] === 0) continue;
    let at = menuItems[i + 2];
    if (at === 0) {
      const step = menuItems[i];
      at = step < known ? roots[step] : 0;
      if (at > 0 && nodes[at * 4] === field) {
        const range = nodes[at * 4 + 2];
        at = range < 0 ? k.sparseBranch(at, v) : v < range ? branches[nodes[at * 4 + 1] + v] : 0;
        menuItems[i + 2] = at;
      }
    }
    ${walkText('nodes', 'branches', 'sparseBranch', 'return -1;')}
    if (at === 0) return -1;
    const effect = -1 - at;
    // No branch on what the step does: the processor could not guess it.
    const kind = kinds[effect];
    effects[c] = effect;
    occurs |= kind >>> 2;
    same += (kind >>> 1) & 1;
    c += kind & 1;
  }
  k.same = same;
  k.occurring = occurs;
  return c;`;
}

/** The hash of the words that `word` names, as \`hashOf\` computes it, in `hash`. */
function hashText(words: number, word: (w: number) => string): string {
  return `
        let hash = 0;
        ${each(
          words,
          (w) => `{
          const mixed = Math.imul(${word(w)} ^ ${OFFSETS[w]}, 0x85ebca6b);
          hash = (hash + Math.imul(mixed ^ (mixed >>> 15), ${FACTORS[w]})) | 0;
        }`,
        )}
        hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
        hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
        hash ^= hash >>> 16;`;
}

const slotText = (hash: string) => `((${hash} >>> 0) * scale) | 0`;

const sameRow = (words: number) => each(words, (w) => `rows[row + ${w}] === words[at + ${w}]`, ' && ');

/** Runs `body` for the candidates `c` of each node of the queue, after `head` for the node. */
const candidatesText = (head: string, body: string) => `
  for (let n = 0, c = 0; n < expanded; n++) {
    const node = queue[n];
    const end = ends[n];
    ${head}
    for (; c < end; c++) {
      ${body}
    }
  }`;

function resolveText({ layout: { words } }: KernelShape): string {
  return `
  const { rows, slots, scale, idBits, deltas, words, hashes, found, effects, queue, ends, recent, waiting, sources } = k;
  const idMask = (1 << idBits) - 1;
  const last = slots.length - 1;
  let sum = 0;
  let pending = 0;
  // 1. The rows and their hashes. What was met lately is in the cache; of the others, asks for the slots, in a loop so
  // short that many loads are under way at a time.
  ${candidatesText(
    `const row = node * ${words};
    ${each(words, (w) => `const w${w} = rows[row + ${w}];`)}`,
    `const d = effects[c] * ${words * 3};
      const to = c * ${words};
      ${each(words, (w) => `const n${w} = ((w${w} & deltas[d + ${w * 3}]) | deltas[d + ${w * 3 + 1}]) - deltas[d + ${w * 3 + 2}] | 0;`)}
      ${each(words, (w) => `words[to + ${w}] = n${w};`)}
      ${hashText(words, (w) => `n${w}`)}
      const at = (hash & ${CACHE - 1}) * ${words + 1};
      if (${each(words, (w) => `recent[at + ${w}] === n${w}`, ' && ')}) {
        found[c] = recent[at + ${words}];
        continue;
      }
      ${each(words, (w) => `recent[at + ${w}] = n${w};`)}
      recent[at + ${words}] = -2 - c;
      hashes[c] = hash;
      sources[pending] = node;
      waiting[pending++] = c;
      found[c] = ${slotText('hash')};`,
  )}
  for (let i = 0; i < pending; i++) sum ^= slots[found[waiting[i]]];
  // 2. The first entry with the same bits of the hash: asks for the rows.
  for (let i = 0; i < pending; i++) {
    const c = waiting[i];
    const tag = hashes[c] << idBits;
    let s = found[c];
    let entry = slots[s];
    while (entry !== 0 && (entry ^ tag) >>> idBits !== 0) {
      s = s === last ? 0 : s + 1;
      entry = slots[s];
    }
    // An empty slot gives -1; below, the row of node 0 is asked for in vain.
    found[c] = (entry & idMask) - 1;
  }
  for (let i = 0; i < pending; i++) sum ^= rows[Math.max(found[waiting[i]], 0) * ${words}];
  // 3. Is it the row?
  for (let i = 0; i < pending; i++) {
    const c = waiting[i];
    const id = found[c];
    if (id < 0) continue;
    const row = id * ${words};
    const at = c * ${words};
    if (!(${sameRow(words)})) found[c] = -1;
  }
  k.pending = pending;
  k.touched = sum;`;
}

function insertText(shape: KernelShape): string {
  const { layout, faults, edges, settled } = shape;
  const { words } = layout;
  return `
  const { rows, slots, scale, idBits, words, hashes, found, effects, queue, ends, parents, faultCounts, faultOf, flags,
    flagsLength, levelEnd, recent, waiting, sources } = k;
  const idMask = (1 << idBits) - 1;
  const last = slots.length - 1;
  const pending = k.pending;
  let size = k.size;
  for (let i = 0; i < pending; i++) {
    const c = waiting[i];
    if (found[c] !== -1) continue;
    const at = c * ${words};
    const tag = hashes[c] << idBits;
    for (let s = ${slotText('hashes[c]')}; ; s = s === last ? 0 : s + 1) {
      const entry = slots[s];
      if (entry === 0) {
        const row = size * ${words};
        ${each(words, (w) => `rows[row + ${w}] = words[at + ${w}];`)}
        parents[size] = sources[i];
        ${faults ? 'faultCounts[size] = 255;' : ''}
        found[c] = size++;
        slots[s] = tag | size;
        break;
      }
      if ((entry ^ tag) >>> idBits !== 0) continue;
      const row = ((entry & idMask) - 1) * ${words};
      if (${sameRow(words)}) { found[c] = (entry & idMask) - 1; break; }
    }
  }
  // What the cache says about this batch gets its numbers.
  for (let i = 0; i < pending; i++) {
    const c = waiting[i];
    const at = (hashes[c] & ${CACHE - 1}) * ${words + 1} + ${words};
    if (recent[at] === -2 - c) recent[at] = found[c];
  }
  ${faults || edges ? referencesText(faults, settled) : ''}
  k.size = size;`;
}

/** Goes through all candidates, for those who need to know where each of them leads. */
const referencesText = (faults: boolean, settled: number) =>
  candidatesText(
    faults ? 'const faultsBefore = faultCounts[node];' : '',
    `let id = found[c];
      if (id < 0) found[c] = id = found[-2 - id];
      ${
        faults
          ? `if (id >= levelEnd) {
        const faults = Math.min(faultsBefore + faultOf[effects[c]], 255);
        if (faults < faultCounts[id] && (id >= flagsLength || (flags[id] & ${settled}) === 0)) {
          parents[id] = node;
          faultCounts[id] = faults;
        }
      }`
          : ''
      }`,
  );

/** As the loop in \`Table.rebuild\`. */
function fillText({ layout: { words } }: KernelShape): string {
  return `
  const idBits = 32 - Math.clz32(slots.length);
  const last = slots.length - 1;
  const scale = slots.length / 4294967296;
  const hashes = new Int32Array(512);
  let sum = 0;
  for (let from = 0; from < used; from += 512) {
    const count = Math.min(512, used - from);
    for (let i = 0; i < count; i++) {
      const row = (from + i) * ${words};
      ${hashText(words, (w) => `rows[row + ${w}]`)}
      hashes[i] = hash;
    }
    for (let i = 0; i < count; i++) sum ^= slots[${slotText('hashes[i]')}];
    for (let i = 0; i < count; i++) {
      let s = ${slotText('hashes[i]')};
      while (slots[s] !== 0) s = s === last ? 0 : s + 1;
      slots[s] = (hashes[i] << idBits) | (from + i + 1);
    }
  }
  return sum;`;
}
