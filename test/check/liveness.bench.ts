/**
 * How long liveness and bounds take beside the exploration, and how much memory, with edges stored and computed; not a
 * test. Run with
 *
 *     MALLOC_MMAP_THRESHOLD_=1000000 npx tsx --expose-gc test/check/liveness.bench.ts [--json] [model …]
 *
 * where a model is 2pc-<resource managers>, philosophers-<n>, main-table or main-divided (slices of the shipped model's main
 * scenario); default 2pc-7 2pc-8 philosophers-9. Each property is judged on its own, with nothing known from another one.
 *
 * Seconds are processor time of this process, the collector's included: other work on the machine does not count. `bytes` is the
 * memory of the store and the parents, plus the growth of the resident set to its peak while the property is judged
 * (where the system tells the peak: on Linux), divided by the number of states; stored edges are given apart. With the
 * variable, glibc gives large arrays back when they are freed: what one property has used does not hide what the next one
 * needs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Compiled } from '../../src/check/compile.ts';
import { Findings } from '../../src/check/finding.ts';
import {
  atMost,
  eventually,
  infinitelyOften,
  invariant,
  leadsTo,
  type Property,
  stabilizes,
  stepsOf,
} from '../../src/describe/properties.ts';
import { isEmpty, Space } from '../../src/describe/space.ts';
import type { System, ViewOf } from '../../src/describe/system.ts';
import { Explorer } from '../../src/explore/explorer.ts';
import { firstEats, firstIsHungry, philosophers } from '../models/philosophers.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';

interface Bench {
  readonly system: System;
  readonly restrict: Readonly<Record<string, readonly (string | boolean)[]>>;
  readonly properties: readonly (readonly [name: string, property: Property])[];
}

interface Row {
  readonly model: string;
  readonly property: string;
  readonly edges: 'stored' | 'computed';
  readonly states: number;
  readonly transitions: number;
  /** Of the exploration. */
  readonly exploring: number;
  /** Of the property, its counterexample included. */
  readonly judging: number;
  readonly violated: boolean;
  /** A state. */
  readonly bytes: number;
  readonly edgeBytes: number;
}

const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--'));
const rows: Row[] = [];
for (const name of names.length > 0 ? names : ['2pc-7', '2pc-8', 'philosophers-9']) {
  const bench = await benchOf(name);
  for (const edges of ['stored', 'computed'] as const) {
    for (const row of await measure(name, bench, edges)) {
      rows.push(row);
      if (!json) tell(row);
    }
  }
}
if (json) console.log(JSON.stringify(rows, undefined, 2));

async function measure(model: string, { system, restrict, properties }: Bench, edges: Row['edges']): Promise<Row[]> {
  const space = new Space(system.options, { features: system.features ?? {}, restrict });
  const compiled = new Compiled(
    properties.map(([name, holds]) =>
      invariant<never>({ name: name.replaceAll(/[^a-z0-9]+/g, '-'), about: name, holds }),
    ),
  );
  compiled.edgeStorage = edges;
  const explorer = new Explorer(system, space, compiled);
  const exploring = (await timed(() => explorer.run())).seconds;
  const { states, transitions } = explorer;
  const row = { model, edges, states, transitions, exploring };
  const result: Row[] = [];
  for (const [property, judged] of properties) {
    const before = await startPeak();
    const { seconds: judging, value } = await timed(() => {
      const findings = new Findings(explorer, compiled);
      if (judged.kind === 'bound' && judged.limit === undefined) return findings.worstCase(judged).values.size === 0;
      const finding = findings.of(judged);
      return !isEmpty(finding.violating) && finding.example(space.all()) !== undefined;
    });
    const grown = peak() - before;
    const bytes = (explorer.bytes - explorer.storedBytes + grown) / states;
    result.push({ ...row, property, judging, violated: value, bytes, edgeBytes: explorer.storedBytes / states });
  }
  return result;
}

async function benchOf(name: string): Promise<Bench> {
  const [kind, n] = name.split('-') as [string, string];
  if (kind === '2pc') return twoPhase(Number(n));
  if (kind === 'philosophers') return dining(Number(n));
  if (kind === 'main') return mainModel(n);
  throw new Error(`there is no model '${name}': 2pc-<n>, philosophers-<n>, main-table, main-divided`);
}

function twoPhase(n: number): Bench {
  const system = twoPhaseCommit(n);
  type State = ViewOf<typeof system>;
  const steps = stepsOf(system);
  const isDecided = ({ rm }: State) => rm.every((r) => r.matches('committed') || r.matches('aborted'));
  const hasDecided = ({ tm }: State) => !tm.matches('init');
  const undecided = ({ tm }: State) => tm.matches('init');
  const committing = steps.takes('rm', 'COMMIT');
  return {
    system: system as unknown as System,
    restrict: {},
    properties: [
      ['eventually decided', eventually(isDecided)],
      ['decision leads to decided', leadsTo(hasDecided, isDecided)],
      ['decided infinitely often', infinitelyOften(isDecided)],
      ['undecided stabilizes', stabilizes(undecided)],
      [`at most ${n} commits`, atMost(n, committing).between(undecided, isDecided)],
      [`at most ${n - 1} commits`, atMost(n - 1, committing).between(undecided, isDecided)],
      [
        `at most 0 aborts after a prepare`,
        atMost(0, steps.takes('rm', 'ABORT')).between(steps.emits('rm', 'PREPARED'), isDecided),
      ],
    ] as unknown as Bench['properties'],
  };
}

function dining(n: number): Bench {
  const system = philosophers(n, { careful: true });
  type State = ViewOf<typeof system>;
  const steps = stepsOf(system);
  const given = steps.emits('fork', 'GIVEN', { replica: 1 });
  const thinking = ({ philosopher }: State) => philosopher[0]!.matches('thinking');
  return {
    system: system as unknown as System,
    restrict: {},
    properties: [
      ['hungry leads to eats', leadsTo(firstIsHungry, firstEats)],
      ['eventually eats', eventually(firstEats)],
      ['thinks infinitely often', infinitelyOften(thinking)],
      ['thinking stabilizes', stabilizes(thinking)],
      ['at most 0 forks', atMost(0, given).between(firstIsHungry, firstEats)],
      ['at most 1000 forks', atMost(1000, given).between(firstEats, thinking)],
    ] as unknown as Bench['properties'],
  };
}

async function mainModel(slice: string): Promise<Bench> {
  const { invariants, system } = await import('../../invariants/index.ts');
  const restrict = {
    table: { mode: ['table'], bucket: ['fixed'] },
    divided: { mode: ['divided'], bucket: ['fixed'], paimon: ['1.0.1', '1.1.0'] },
  }[slice];
  if (restrict === undefined) throw new Error('main-table or main-divided');
  const all = invariants as unknown as readonly {
    name: string;
    properties: readonly Property[];
    worstCase?: Property;
  }[];
  return {
    system: system as unknown as System,
    restrict,
    properties: all.flatMap(({ name, properties, worstCase }) =>
      [...properties, ...(worstCase ? [worstCase] : [])]
        .filter(({ kind }) => kind === 'temporal' || kind === 'bound')
        .map((property, i) => [`${name} ${i + 1}`, property] as const),
    ),
  };
}

function tell({ model, property, edges, states, exploring, judging, violated, bytes, edgeBytes }: Row): void {
  const texts = [
    model.padEnd(15),
    property.padEnd(34),
    edges.padEnd(8),
    `${states} states`,
    `explored ${exploring.toFixed(2)} s`,
    `judged ${judging.toFixed(2)} s`,
    `${(judging / exploring).toFixed(2)} x`,
    `${bytes.toFixed(1)} bytes${edgeBytes > 0 ? ` + ${edgeBytes.toFixed(1)} of edges` : ''}`,
    violated ? 'violated' : 'holds',
  ];
  console.log(texts.join('  '));
}

async function timed<T>(work: () => T | Promise<T>): Promise<{ value: T; seconds: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (user + system) / 1e6 };
}

/** Forgets the peak of the resident set and returns it as it is now, in bytes. */
async function startPeak(): Promise<number> {
  // What is garbage now must not be there to be used again: buffers are freed a moment after the collection.
  for (let i = 0; i < 3; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resume) => setTimeout(resume, 50));
  }
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not on Linux, or not allowed: the peak is then that of the whole run, and the figure too large.
  }
  return process.memoryUsage.rss();
}

function peak(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.memoryUsage.rss();
  }
}
