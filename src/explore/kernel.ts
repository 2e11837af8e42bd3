import type { Column } from './column.ts';
import type { Effects } from './effects.ts';
import { hashOf } from './hash.ts';
import {
  CACHE,
  EFFECT_DONE,
  EFFECT_NONE,
  EFFECT_OCCURS,
  EFFECT_STUTTER,
  type KernelLoops,
  type KernelMemory,
  kernelLoops,
} from './kernel-source.ts';
import type { Labels } from './labels.ts';
import type { Layout } from './layout.ts';
import type { Menus } from './menus.ts';
import type { Predicates } from './predicates.ts';
import type { ConfigurationSets } from './sets.ts';
import { Shortcuts } from './shortcuts.ts';
import { DONE, STUTTER } from './stepper.ts';
import type { Store } from './store.ts';
import type { Witnesses } from './witnesses.ts';

/** Nodes to be explored the simple way, without a new layout, before the loops are made. */
const CALM = 1000;
/** The most nodes of one batch. */
const MOST_NODES = 512;
/** The most candidates: few enough that a batch stays in the second-level cache. */
const MOST_CANDIDATES = 2048;

/** What the kernel works on: the tables, the store, and the columns of the graph that it fills. */
export interface KernelParts {
  readonly store: Store;
  readonly sets: ConfigurationSets;
  readonly labels: Labels;
  readonly effects: Effects;
  readonly predicates: Predicates;
  readonly menus: Menus;
  readonly witnesses: Witnesses;
  readonly parents: Column<Int32Array>;
  /** Empty where there are no faults. */
  readonly faultCounts: Column<Uint8Array>;
  readonly flags: Column<Uint8Array>;
  /** The field of the set of configurations. */
  readonly setField: number;
  readonly faults: boolean;
  /** Are `found` and `candidateEffects` read afterwards? */
  readonly edges: boolean;
  readonly deadlocks: boolean;
  /** The flags of a node whose parent is settled. */
  readonly settled: number;
}

/**
 * Expands many nodes at once, by table look-ups alone. Where something is not in the tables yet it stops, and the
 * explorer goes on with that node the simple way. The loops are in `kernel-source.ts`.
 *
 * Why batches: a look-up in the table misses the cache twice, once for the slot and once for the row. One after the
 * other, that is some 150 ns for each successor once the table is larger than the cache; in a loop that does nothing else
 * the processor has ten of them under way at a time.
 */
export class Kernel {
  /** Of the batch: candidates, and steps that changed nothing. */
  count = 0;
  private loops: KernelLoops | undefined;
  private layout: Layout | undefined;
  private readonly parts: KernelParts;
  private shortcuts: Shortcuts | undefined;
  /** The fields that the predicates read, when the loops were made. */
  private truthFields = 0;
  private readonly memory: KernelMemory;
  /** Effects that are in `memory.kinds` and `memory.deltas`. */
  private packed = 0;
  /** Nodes explored the simple way since the layout changed. */
  private calm = 0;
  private readonly least: number;
  private allowed = true;
  /** Codes that the store had made when it was last looked whether they fit. */
  private checked = 0;
  /** Of the node that is looked at. */
  private readonly fields: Int32Array;

  /** @param calm how many nodes are explored the simple way, at least, before the loops are made for a layout */
  constructor(parts: KernelParts, calm = CALM) {
    const { sets, store, effects, predicates, witnesses } = parts;
    this.parts = parts;
    this.least = calm;
    this.fields = new Int32Array(store.layout.fields);
    this.memory = {
      rows: new Int32Array(0),
      slots: store.table.slots,
      scale: 0,
      idBits: 0,
      size: 0,
      parents: new Int32Array(0),
      faultCounts: new Uint8Array(0),
      flags: new Uint8Array(0),
      flagsLength: 0,
      levelEnd: 0,
      nodes: new Int32Array(0),
      branches: new Int32Array(0),
      roots: new Int32Array(0),
      truthNodes: new Int32Array(0),
      truthBranches: new Int32Array(0),
      truthRoot: 0,
      menuPlaces: parts.menus.places,
      menuItems: new Int32Array(0),
      kinds: new Uint8Array(1024),
      deltas: new Int32Array(0),
      faultOf: new Uint8Array(1024),
      base: new Int32Array(store.layout.fields),
      codes: store.codes,
      queue: new Int32Array(MOST_NODES),
      ends: new Int32Array(MOST_NODES),
      words: new Int32Array(0),
      hashes: new Int32Array(MOST_CANDIDATES),
      // One more, for a step that turns out not to be possible.
      effects: new Int32Array(MOST_CANDIDATES + 1),
      found: new Int32Array(MOST_CANDIDATES),
      waiting: new Int32Array(MOST_CANDIDATES),
      sources: new Int32Array(MOST_CANDIDATES),
      pending: 0,
      recent: new Int32Array(0),
      touched: 0,
      shortcuts: [],
      lists: new Int32Array(0),
      look: (slot, node) => this.look(slot, node),
      same: 0,
      occurring: 0,
      stutters: 0,
      answer: (set, question) => sets.answer(set, question),
      sparseBranch: (node, value) => effects.decisions.sparse.get(node, value),
      sparseTruthBranch: (node, value) => predicates.together.sparse.get(node, value),
      seen: (vector, set, node) => witnesses.state(vector, set, node),
      occurs: (effect, vector, set, node) => witnesses.step(effects.label(effect), vector, set, node),
    };
  }

  /** The nodes to expand, to be filled before `run`. */
  get queue(): Int32Array {
    return this.memory.queue;
  }
  /** After how many candidates each node of the queue ended. */
  get ends(): Int32Array {
    return this.memory.ends;
  }
  /** The nodes that the candidates are. */
  get found(): Int32Array {
    return this.memory.found;
  }
  /** The effects of the steps that led to the candidates. */
  get candidateEffects(): Int32Array {
    return this.memory.effects;
  }
  /** Steps that changed nothing, of all that was ever expanded here. */
  get stutters(): number {
    return this.memory.stutters;
  }

  /** The layout has stood for a while, in an exploration that this one continues. */
  calmed(): void {
    this.calm = Number.POSITIVE_INFINITY;
  }

  /** A node was explored the simple way. */
  wentAround(): void {
    this.calm++;
  }

  /**
   * Can it run? It is made again for each layout, and not before the layout has stood for a while: at the beginning of
   * an exploration, fields grow all the time.
   */
  ready(): boolean {
    const { store, predicates } = this.parts;
    if (!this.allowed) return false;
    const truthFields = predicates.together.fields.size;
    const fits = this.checked === store.codesMade || (this.shortcuts?.fit(store.codes) ?? true);
    this.checked = store.codesMade;
    if (this.layout !== store.layout || this.truthFields !== truthFields || !fits) {
      if (this.loops !== undefined) this.calm = 0;
      this.loops = undefined;
      this.shortcuts = undefined;
      this.layout = store.layout;
      this.truthFields = truthFields;
    }
    if (this.loops === undefined) {
      if (this.calm < Math.max(this.least, Math.min(store.size / 64, this.least * 4))) return false;
      this.make(store.layout);
    }
    return this.pack();
  }

  /**
   * Expands the first `nodes` nodes of the queue, or as many as can be, and adds what they lead to.
   * @returns how many were expanded; 0 where the first of them is for the simple path
   */
  run(nodes: number, levelEnd: number): number {
    const { parts, memory } = this;
    const { store, effects, predicates, parents, faultCounts, flags } = parts;
    store.reserve(MOST_CANDIDATES);
    parents.reserve(store.size + MOST_CANDIDATES);
    if (parts.faults) faultCounts.reserve(store.size + MOST_CANDIDATES);
    if (memory.rows.buffer !== store.rows.buffer) memory.rows = new Int32Array(store.rows.buffer);
    memory.slots = store.table.slots;
    memory.scale = store.table.scale;
    memory.idBits = store.table.idBits;
    memory.size = store.size;
    memory.parents = parents.array;
    memory.faultCounts = faultCounts.array;
    memory.flags = flags.array;
    memory.flagsLength = flags.length;
    memory.levelEnd = levelEnd;
    memory.nodes = effects.decisions.nodes;
    memory.branches = effects.decisions.branches;
    memory.roots = effects.decisions.roots;
    memory.truthNodes = predicates.together.nodes;
    memory.truthBranches = predicates.together.branches;
    memory.truthRoot = predicates.together.roots[0]!;
    memory.menuItems = parts.menus.items;
    memory.lists = this.shortcuts!.lists;
    const loops = this.loops!;
    const expanded = loops.expand(memory, nodes, MOST_CANDIDATES);
    this.count = expanded === 0 ? 0 : memory.ends[expanded - 1]!;
    if (this.count === 0) return expanded;
    loops.resolve(memory, expanded);
    loops.insert(memory, expanded);
    store.grewTo(memory.size);
    parents.length = memory.size;
    if (parts.faults) faultCounts.length = memory.size;
    return expanded;
  }

  private look(slot: number, node: number): number {
    const { memory } = this;
    const shortcuts = this.shortcuts!;
    this.parts.store.read(node, this.fields);
    const list = shortcuts.look(shortcuts.slots[slot]!, this.fields, memory.kinds);
    memory.lists = shortcuts.lists;
    return list;
  }

  private make(layout: Layout): void {
    const { setField, faults, edges, deadlocks, settled, store, menus, effects, predicates } = this.parts;
    const coded = store.codes.map(({ grows }) => grows);
    const shortcuts = new Shortcuts(menus, effects.decisions, layout, store.codes);
    const truthFields = [...predicates.together.fields].filter((f) => f >= 0);
    const { slots } = shortcuts;
    try {
      this.loops = kernelLoops({ layout, coded, slots, truthFields, setField, faults, edges, deadlocks, settled });
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      this.allowed = false; // code made at run time is forbidden here: everything goes the simple way
      return;
    }
    this.parts.store.table.fill = this.loops.fill;
    this.shortcuts = shortcuts;
    this.memory.shortcuts = slots;
    this.memory.words = new Int32Array(MOST_CANDIDATES * layout.words);
    this.memory.recent = this.emptyCache(layout);
    this.packed = 0;
  }

  /** A cache without a row: its words are those of another place, so that nothing is found. */
  private emptyCache({ words }: Layout): Int32Array {
    const recent = new Int32Array(CACHE * (words + 1));
    const zeros = hashOf(new Uint32Array(words), 0, words) & (CACHE - 1);
    recent[zeros * (words + 1)] = -1;
    return recent;
  }

  /** Packs the effects that are new; false where one of them needs another layout. */
  private pack(): boolean {
    const { memory } = this;
    const { effects, labels, store } = this.parts;
    const layout = this.layout!;
    if (this.packed === effects.size) return this.loops !== undefined;
    const stride = layout.words * 3;
    memory.kinds = room(memory.kinds, effects.size);
    memory.faultOf = room(memory.faultOf, effects.size);
    memory.deltas = room(memory.deltas, effects.size * stride);
    const { kinds, faultOf, deltas } = memory;
    for (; this.packed < effects.size; this.packed++) {
      const effect = this.packed;
      const outcome = effects.outcome(effect);
      kinds[effect] = outcome === DONE ? EFFECT_DONE : outcome === STUTTER ? EFFECT_STUTTER : EFFECT_NONE;
      if (outcome !== DONE) continue;
      const label = effects.label(effect);
      if (labels.anyOccurs(label)) kinds[effect] = EFFECT_OCCURS;
      faultOf[effect] = labels.faults(label);
      const at = effect * stride;
      deltas.fill(0, at, at + stride);
      for (let w = 0; w < layout.words; w++) deltas[at + w * 3] = -1;
      for (let i = effects.first(effect); i < effects.last(effect); i += 2) {
        const field = effects.written[i]!;
        const value = effects.written[i + 1]!;
        const code = store.codeOf(field, value);
        if (code >= layout.limit[field]!) {
          store.widen();
          return false;
        }
        const d = at + layout.word[field]! * 3;
        deltas[d]! &= ~layout.mask[field]!;
        deltas[d + 1]! |= code << layout.shift[field]!;
      }
      const budget = labels.budgetFieldOf(labels.stepNumber(label));
      if (budget >= 0) deltas[at + layout.word[budget]! * 3 + 2]! = 1 << layout.shift[budget]!;
    }
    return true;
  }
}

/** The array, or a larger copy that has room for `size` values. */
function room<A extends Uint8Array | Int32Array>(array: A, size: number): A {
  if (size <= array.length) return array;
  const larger = new (array.constructor as new (size: number) => A)(size * 2);
  larger.set(array);
  return larger;
}
