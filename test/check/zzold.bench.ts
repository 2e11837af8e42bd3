/**
 * How long the checks take on a large random graph; not a test. Run with
 * `npx tsx test/check/large.bench.ts [nodes] [edges]`.
 */
import { negation } from '../../src/check/automaton.ts';
import { Bounds } from '../../src/check/bounds.ts';
import { Temporal } from '../../src/check/temporal.ts';
import { F, type Formula, G, implies } from '../../src/describe/properties.ts';
import type { Graph } from '../../src/explore/graph.ts';
import { p, predicateOf, q } from './formulas.ts';

const nodes = Number(process.argv[2] ?? 2_000_000);
const edges = Number(process.argv[3] ?? 8_000_000);
const CONSTRAINTS = 20;

const graph = randomGraph();
const shapes: [string, Formula<never>][] = [
  ['G(p -> F q)', G(implies(p, F(q)))],
  ['G F q', G(F(q))],
  ['F G p', F(G(p))],
  ['F q', F(q)],
];
for (const [name, formula] of shapes) {
  const automaton = negation(formula, predicateOf);
  const { result: check, time } = timed(() => new Temporal(graph, automaton));
  const { result: lasso, time: search } = timed(() => check.lasso(() => true));
  const found = lasso
    ? `stem ${lasso.stem.edges.length}, cycle ${lasso.cycle.length}${lasso.shortest ? '' : ' (short)'}`
    : 'no lasso';
  report(`temporal ${name}: ${check.violatingSets().length} sets`, time);
  report(`  ${found}`, search);
}
const { result: bounds, time } = timed(
  () => new Bounds(graph, { event: 0, from: { predicate: 0 }, until: { predicate: 1 } }),
);
report(`bounds: ${JSON.stringify(bounds.values())}`, time);
report('  witness of more than 3', timed(() => bounds.witness(3, () => true)).time);
report('  cycle', timed(() => bounds.cycle(() => true)).time);

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

/** Most edges lead to a node that is near, as in explored graphs; one in eight anywhere. Labels: 200. */
function randomGraph(): Graph {
  let state = 12345;
  const random = (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const first = new Uint32Array(nodes);
  const last = new Uint32Array(nodes);
  const target = new Int32Array(edges);
  const label = new Int32Array(edges);
  const letter = new Uint8Array(nodes);
  const degree = edges / nodes;
  let e = 0;
  for (let n = 0; n < nodes; n++) {
    first[n] = e;
    for (; e < Math.min(edges, (n + 1) * degree); e++) {
      target[e] = random(8) === 0 ? random(nodes) : Math.min(nodes - 1, n + 1 + random(1000));
      label[e] = random(200);
    }
    last[n] = e;
    letter[n] = (random(10) === 0 ? 1 : 0) | (random(5) === 0 ? 2 : 0);
  }
  return {
    size: nodes,
    initial: [0],
    first,
    last,
    target,
    label,
    set: new Int32Array(nodes),
    isSplit: () => false,
    isUnexplored: () => false,
    holds: (predicate, node) => ((letter[node]! >> predicate) & 1) === 1,
    fairness: Array.from({ length: CONSTRAINTS }, (_, i) => ({ name: `c${i}`, strength: i % 4 ? 'weak' : 'strong' })),
    fairnessOf: (l) => (l < 100 ? l % CONSTRAINTS : -1),
    occurrences: (pattern, l) => (l === 150 + pattern ? 1 : 0),
    faults: (l) => (l === 199 ? 1 : 0),
  };
}
