/**
 * How long the checks take on a large graph that resembles an explored one; not a test. Run with
 * `npx tsx test/check/large.bench.ts [nodes] [edges per node] [cycles per 100,000 edges]`.
 */
import { negation } from '../../src/check/automaton.ts';
import { Bounds } from '../../src/check/bounds.ts';
import { Temporal } from '../../src/check/temporal.ts';
import { F, type Formula, G, implies, X } from '../../src/describe/properties.ts';
import { EdgeList, StoredEdges } from '../../src/explore/edges.ts';
import type { Graph } from '../../src/explore/graph.ts';
import { p, predicateOf, q } from './formulas.ts';

const nodes = Number(process.argv[2] ?? 8_000_000);
const degree = Number(process.argv[3] ?? 3);
const cycles = Number(process.argv[4] ?? 20);

const DEPTH = 40;
const CONSTRAINTS = 12;
const LABELS = 300;
/** What only grows along a path (faults, say): an edge to an earlier layer leads to a larger class. */
const CLASSES = 8;

/** As the explorer with stored edges: labels as objects. */
class LayeredGraph implements Graph {
  readonly size = nodes;
  readonly initial = [0];
  readonly out = new EdgeList();
  readonly stored = new StoredEdges();
  private readonly set = new Uint8Array(nodes);
  readonly fairness = Array.from({ length: CONSTRAINTS }, (_, i) => {
    return { name: `c${i}`, strength: i % 6 === 0 ? ('strong' as const) : ('weak' as const) };
  });
  private readonly truth = new Uint32Array(nodes);
  private readonly flags = new Uint8Array(nodes).fill(2);
  private readonly labels = Array.from({ length: LABELS }, (_, l) => ({
    constraint: l < LABELS * 0.8 ? l % CONSTRAINTS : -1,
    event: l % 60 === 59 ? 1 : 0,
    fault: l === LABELS - 1 ? 1 : 0,
  }));

  constructor() {
    const layers = layerStarts();
    const kind = new Uint8Array(nodes);
    for (let n = 0; n < nodes; n++) kind[n] = n % CLASSES;
    for (let layer = 0; layer < DEPTH; layer++) {
      const [from, to] = [layers[layer]!, layers[layer + 1]!];
      for (let n = from; n < to; n++) {
        const next = layer + 1 < DEPTH ? [to, layers[layer + 2]!] : undefined;
        this.stored.open(n, next ? degree : 0);
        for (let i = 0; i < degree && next; i++) {
          const label = random(LABELS);
          const within = (lower: number, upper: number, least: number) => {
            // Near the same relative place, of a class that is not smaller.
            const at = lower + ((n - from) / (to - from)) * (upper - lower) + random(2000) - 1000;
            const near = Math.max(lower, Math.min(upper - 1, Math.floor(at)));
            const sought = kind[n]! + least + (random(4) === 0 ? 1 : 0);
            const found = near - (near % CLASSES) + Math.min(CLASSES - 1, sought);
            return kind[n]! + least < CLASSES && found >= lower && found < upper ? found : -1;
          };
          const back = random(100) < 3 && layer > 1 ? within(layers[layer - 1]!, to, 1) : -1;
          const on = back >= 0 ? back : within(next[0]!, next[1]!, 0);
          const target = on >= 0 ? on : next[0]! + random(Math.min(100, next[1]! - next[0]!));
          this.stored.push(random(100_000) < cycles ? n : target, label);
        }
        const pending = (kind[n]! & 1) === 1 && (layer / 4) % 2 >= 1 && layer < 35;
        this.truth[n] = (pending && random(4) === 0 ? 1 : 0) | (pending ? 0 : 2);
        this.set[n] = kind[n]!;
      }
    }
  }

  edges(node: number): number {
    return this.stored.read(node, this.out);
  }
  setOf(node: number): number {
    return this.set[node]!;
  }
  truthOf(node: number): number {
    return this.truth[node]!;
  }
  isSplit(node: number): boolean {
    return (this.flags[node]! & 1) !== 0;
  }
  isUnexplored(node: number): boolean {
    return (this.flags[node]! & 3) === 0;
  }
  holds(predicate: number, node: number): boolean {
    return ((this.truth[node]! >>> predicate) & 1) === 1;
  }
  fairnessOf(label: number): number {
    return this.labels[label]!.constraint;
  }
  occurrences(pattern: number, label: number): number {
    return pattern === 0 ? this.labels[label]!.event : 0;
  }
  faults(label: number): number {
    return this.labels[label]!.fault;
  }
}

/** Layers that grow, then shrink. */
function layerStarts(): number[] {
  const weights = Array.from({ length: DEPTH }, (_, i) => (i === 0 ? 0 : Math.exp(-(((i - 24) / 8) ** 2))));
  const sum = weights.reduce((a, b) => a + b, 0);
  let at = 1;
  const starts = [0];
  for (let i = 1; i < DEPTH; i++) {
    starts.push(Math.floor(at));
    at += Math.max(16, (weights[i]! / sum) * (nodes - 1000));
  }
  return [...starts, nodes];
}

let state = 12345;
function random(below: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

const graph = new LayeredGraph();
let region = 0;
for (let n = 0; n < nodes; n++) if (!graph.holds(1, n)) region++;
console.log(
  `${nodes} nodes, ${nodes * degree} edges at most, q does not hold in ${Math.round((100 * region) / nodes)} %`,
);
const shapes: [string, Formula<never>][] = [
  ['G(p -> F q)', G(implies(p, F(q)))],
  ['G(p -> F q)', G(implies(p, F(q)))],
  ['G F q', G(F(q))],
  ['F G p', F(G(p))],
  ['F q', F(q)],
  ['G(p -> X F q)', G(implies(p, X(F(q))))],
];
for (const [name, formula] of shapes) {
  const automaton = negation(formula, predicateOf);
  const { result: check, time } = timed(() => new Temporal(graph, automaton));
  const { result: sets, time: collecting } = timed(() => check.violatingSets());
  report(`temporal ${name}: ${sets.length} sets`, time + collecting);
  for (const set of [-1, ...sets.slice(-2)]) {
    const { result: lasso, time: search } = timed(() => check.lasso((s) => set < 0 || s === set));
    const found = lasso
      ? `stem ${lasso.stem.edges.length}, cycle ${lasso.cycle.length}${lasso.shortest ? '' : ' (short)'}`
      : 'no lasso';
    report(`  lasso: ${found}`, search);
  }
}
for (let i = 0; i < 2; i++) {
  const made = timed(() => new Bounds(graph, { event: 0, from: { predicate: 0 }, until: { predicate: 1 } }));
  const bounds = made.result;
  const values = timed(() => bounds.values());
  report(`bounds: ${JSON.stringify(values.result)}`, made.time + values.time);
  report('  witness of more than 1', timed(() => bounds.witness(1, () => true)).time);
  report('  again, of the last set', timed(() => bounds.witness(1, (s) => s === CLASSES - 1)).time);
  report('  cycle', timed(() => bounds.cycle(() => true)).time);
}

function report(what: string, milliseconds: number): void {
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(`${(milliseconds / 1000).toFixed(2).padStart(7)} s  ${String(memory).padStart(6)} MB  ${what}`);
}

/** In processor time of this thread and the collector's: other work on the machine does not count. */
function timed<T>(work: () => T): { result: T; time: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, time: (user + system) / 1000 };
}
