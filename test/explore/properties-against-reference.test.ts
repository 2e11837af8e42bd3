import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Checked, check } from '../../src/check/check.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import type { BoundProperty, Invariant, Predicate, Property, StepPattern } from '../../src/describe/properties.ts';
import {
  always,
  atMost,
  eventually,
  infinitelyOften,
  invariant,
  leadsTo,
  never,
  noDeadlock,
  stabilizes,
  worstCase,
} from '../../src/describe/properties.ts';
import type { Range, Trace, Verdict } from '../../src/describe/result.ts';
import type { Space } from '../../src/describe/space.ts';
import { has } from '../../src/describe/space.ts';
import type { System } from '../../src/describe/system.ts';
import {
  deadlocks,
  type RGraph,
  statesWhere,
  violationOfAlways,
  violationOfEventually,
  violationOfInfinitelyOften,
  violationOfLeadsTo,
  violationOfNeverStep,
  violationOfStabilizes,
  worstCaseOf,
} from '../../src/reference/index.ts';
import { replay } from '../../src/show/replay.ts';
import { build } from '../random/build.ts';
import { predicateOf, systemsWithProperties, type WithProperties } from '../random/properties.ts';
import { referred } from './compare.ts';
import { walk } from './walk.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 12);
/** Configurations with more states are left out. */
const LIMIT = 150;

/** Systems with no more states are checked with edges computed, too. */
const SMALL = 300;

/** A property, and what the reference says of it in one configuration. */
interface Question {
  readonly name: string;
  readonly property: Property;
  /** Is it violated? For a property of states or steps: after how many steps at the earliest? */
  readonly violated: (graph: RGraph) => number | boolean;
  /** For a property of states: those that violate it. */
  readonly bad?: (graph: RGraph) => readonly number[];
  /** Does its premise happen? */
  readonly judged?: (graph: RGraph) => boolean;
  readonly worst?: BoundProperty;
  /** For an endless counterexample: does it show what it should? */
  readonly shows?: (at: { stem: readonly Truth[]; cycle: readonly Truth[] }) => boolean;
}

interface Truth {
  readonly p: boolean;
  readonly q: boolean;
}

/** The fewest faults on a shortest path to the nearest of these states. */
function fewestFaults({ states, depth, edges }: RGraph, bad: readonly number[]): number {
  const faults = states.map((_, state) => (state === 0 ? 0 : Number.POSITIVE_INFINITY));
  const inOrder = states.map((_, state) => state).sort((a, b) => depth[a]! - depth[b]!);
  for (const state of inOrder) {
    for (const { to, step } of edges[state]!) {
      if (depth[to] !== depth[state]! + 1) continue;
      faults[to] = Math.min(faults[to]!, faults[state]! + (step.fault ? 1 : 0));
    }
  }
  const nearest = Math.min(...bad.map((state) => depth[state]!));
  return Math.min(...bad.filter((state) => depth[state] === nearest).map((state) => faults[state]!));
}

const happens = (graph: RGraph, predicate: Predicate) => statesWhere(graph, predicate).includes(true);
const orFalse = (depth: number | undefined) => depth ?? false;

function safetyQuestions(p: Predicate, q: Predicate, pattern: StepPattern): Question[] {
  const not =
    (predicate: Predicate): Predicate =>
    (state) =>
      !predicate(state);
  const given = { given: q };
  const premise = (graph: RGraph) => happens(graph, q);
  const where = (predicate: Predicate) => (graph: RGraph) =>
    statesWhere(graph, predicate).flatMap((holds, state) => (holds ? [state] : []));
  return [
    { name: 'always', property: always(p), violated: (g) => orFalse(violationOfAlways(g, p)), bad: where(not(p)) },
    { name: 'never', property: never(q), violated: (g) => orFalse(violationOfAlways(g, not(q))), bad: where(q) },
    {
      name: 'always-given',
      property: always(p, given),
      violated: (g) => orFalse(violationOfAlways(g, p, given)),
      judged: premise,
    },
    { name: 'never-step', property: never(pattern), violated: (g) => orFalse(violationOfNeverStep(g, pattern)) },
    {
      name: 'never-step-given',
      property: never(pattern, given),
      violated: (g) => orFalse(violationOfNeverStep(g, pattern, given)),
      judged: premise,
    },
    {
      name: 'deadlock',
      property: noDeadlock,
      bad: deadlocks,
      violated: (g) => {
        const depths = deadlocks(g).map((state) => g.depth[state]!);
        return depths.length > 0 && Math.min(...depths);
      },
    },
  ];
}

function boundQuestions(p: Predicate, q: Predicate, pattern: StepPattern, other: StepPattern): Question[] {
  const ends: [string, Predicate | StepPattern, Predicate | StepPattern][] = [
    ['states', p, q],
    ['steps', pattern, other],
    ['other-steps', other, pattern],
    ['step-to-state', pattern, q],
    ['state-to-step', p, pattern],
  ];
  return ends.flatMap(([between, from, until]) =>
    [0, 1].map((limit) => ({
      name: `at-most-${limit}-${between}`,
      property: atMost(limit, pattern).between(from, until),
      violated: (graph: RGraph) => {
        const worst = worstCaseOf(graph, { kind: 'bound', event: pattern, from, until });
        return worst !== undefined && (worst === 'unbounded' || worst > limit);
      },
      judged: (graph: RGraph) => worstCaseOf(graph, { kind: 'bound', event: pattern, from, until }) !== undefined,
      worst: worstCase(pattern).between(from, until),
    })),
  );
}

function livenessQuestions(p: Predicate, q: Predicate): Question[] {
  return [
    {
      name: 'leads-to',
      property: leadsTo(p, q),
      violated: (g) => violationOfLeadsTo(g, p, q) !== undefined,
      judged: (g) => happens(g, p),
      shows: ({ stem, cycle }) => {
        const path = [...stem, ...cycle];
        return path.some((at, i) => at.p && path.slice(i).every((later) => !later.q)) && cycle.every((at) => !at.q);
      },
    },
    {
      name: 'eventually',
      property: eventually(q),
      violated: (g) => violationOfEventually(g, q) !== undefined,
      shows: ({ stem, cycle }) => [...stem, ...cycle].every((at) => !at.q),
    },
    {
      name: 'infinitely-often',
      property: infinitelyOften(q),
      violated: (g) => violationOfInfinitelyOften(g, q) !== undefined,
      shows: ({ cycle }) => cycle.every((at) => !at.q),
    },
    {
      name: 'stabilizes',
      property: stabilizes(p),
      violated: (g) => violationOfStabilizes(g, p) !== undefined,
      shows: ({ cycle }) => cycle.some((at) => !at.p),
    },
  ];
}

/** Some environment event is taken. */
function anEventOf({ blueprint }: WithProperties): StepPattern {
  const [event, { to }] = Object.entries(blueprint.environment).at(-1)!;
  return { does: 'takes', component: to, event, label: `${to} takes ${event}` };
}

function invariantOf({ name, property, worst }: Question): Invariant {
  return invariant<never>({
    name,
    about: name,
    holds: property,
    ...(worst ? { worstCase: { ...worst, unit: 'times' } } : {}),
  });
}

/** The configurations in one of these ranges. */
function within(space: Space, ranges: readonly Range[]): number[] {
  return space.configurations.flatMap((configuration, c) =>
    ranges.some((range) => Object.entries(range).every(([key, values]) => values.includes(configuration[key]!)))
      ? [c]
      : [],
  );
}

/** A system, checked; and the graph of the reference for each configuration that is small enough. */
interface Both {
  readonly system: System;
  readonly checked: Checked;
  readonly graphs: readonly (RGraph | undefined)[];
}

async function both({ blueprint }: WithProperties, questions: readonly Question[]): Promise<Both | undefined> {
  try {
    const system = build(blueprint);
    const checked = await check(system, questions.map(invariantOf), { maxStates: 20_000 });
    if (!checked.report.complete) return undefined;
    if (checked.report.states <= SMALL) await compareComputed(system, questions, checked);
    const { space } = checked;
    const graphs = space.configurations.map((_, c) => {
      const graph = referred(system, space, c, LIMIT);
      if (graph instanceof Mistake) throw new Error(`the explorer did not find this mistake: ${graph.message}`);
      return graph.complete ? graph : undefined;
    });
    return { system, checked, graphs };
  } catch (error) {
    if (error instanceof Mistake) return undefined; // compared in against-reference.test.ts
    throw error;
  }
}

/** The same is said where edges, which were stored, are computed again: counterexamples included. */
async function compareComputed(system: System, questions: readonly Question[], { report }: Checked): Promise<void> {
  const computed = await check(system, questions.map(invariantOf), { edges: 'computed' });
  expect({ ...computed.report, seconds: 0 }).toEqual({ ...report, seconds: 0 });
}

/** Holds the verdict on one property against the reference. */
function compare({ system, checked, graphs }: Both, question: Question, verdict: Verdict): void {
  const { space } = checked;
  const violating = checked.violating.get(question.name)!;
  const earliest = graphs.map((graph) => graph && question.violated(graph));
  for (const [c, expected] of earliest.entries()) {
    if (expected === undefined) continue;
    expect([c, has(violating, c)]).toEqual([c, expected !== false]);
  }
  expect(within(space, verdict.affected)).toEqual(
    space.configurations.flatMap((_, c) => (has(violating, c) ? [c] : [])),
  );
  expect(verdict.violating).toBe(within(space, verdict.affected).length);
  expect(verdict.counterexamples).toHaveLength(verdict.affected.length);
  for (const [i, trace] of verdict.counterexamples.entries()) {
    const range = verdict.affected[i]!;
    expect(trace.affected).toEqual(range);
    const inRange = within(space, [range]);
    const c = numberOf(space, trace);
    expect(inRange).toContain(c);
    expect(has(violating, c)).toBe(true);
    expect(replay(system, trace)).toEqual({ ok: true });
    const depths = inRange.map((at) => earliest[at]);
    if (!depths.every((depth) => typeof depth === 'number')) continue;
    const shortest = Math.min(...depths);
    expect(trace.stem.length).toBe(shortest);
    expect(trace.cycle).toEqual([]);
    // Of the shortest ones for its configuration, it has the fewest faults.
    if (!question.bad) continue;
    const faults = fewestFaults(graphs[c]!, question.bad(graphs[c]!));
    expect(trace.stem.filter(({ fault }) => fault)).toHaveLength(faults);
  }
}

/** Holds premises and worst cases against the reference. */
function compareDetails({ checked: { space }, graphs }: Both, question: Question, verdict: Verdict): void {
  if (graphs.includes(undefined)) return;
  const all = graphs as readonly RGraph[];
  const unjudged = all.flatMap((graph, c) => ((question.judged?.(graph) ?? true) ? [] : [c]));
  const vacuous = unjudged.length === all.length;
  expect(verdict.verdict).toBe(verdict.violating > 0 ? 'violated' : vacuous ? 'vacuous' : 'holds');
  if (verdict.verdict !== 'vacuous') expect(within(space, verdict.vacuousIn)).toEqual(unjudged);
  if (!question.worst) return;
  const worst = all.map((graph) => worstCaseOf(graph, question.worst!));
  for (const { value, affected } of verdict.bounds) {
    expect([value, within(space, affected)]).toEqual([value, worst.flatMap((w, c) => (w === value ? [c] : []))]);
  }
  const values = verdict.bounds.map(({ value }) => (value === 'unbounded' ? Number.POSITIVE_INFINITY : value));
  expect(values).toEqual([...new Set(values)].sort((a, b) => b - a));
  expect(values).toHaveLength(new Set(worst.filter((w) => w !== undefined)).size);
}

/** An endless counterexample is fair, and shows what it should, by the reference's own steps. */
function confirm(
  { checked: { space }, graphs }: Both,
  question: Question,
  trace: Trace,
  p: Predicate,
  q: Predicate,
): void {
  const graph = graphs[numberOf(space, trace)];
  if (!question.shows || graph === undefined) return;
  const { stem, cycle, neglected } = walk(graph.reference, trace);
  const truth = (state: (typeof stem)[number]): Truth => {
    const view = graph.reference.view(state) as never;
    return { p: p(view), q: q(view) };
  };
  expect(question.shows({ stem: stem.map(truth), cycle: cycle.map(truth) })).toBe(true);
  expect(neglected).toEqual([]);
}

/** The number of the configuration that a trace is told for. */
function numberOf(space: Space, { configuration }: Trace): number {
  return space.configurations.findIndex((c) => JSON.stringify(c) === JSON.stringify(configuration));
}

test(
  'check says of random systems what the reference says of each configuration on its own',
  async () => {
    const seen = { violated: 0, held: 0, endless: 0 };
    await fc.assert(
      fc.asyncProperty(systemsWithProperties(), async (random) => {
        const [p, q] = [predicateOf(random.p) as Predicate, predicateOf(random.q) as Predicate];
        const questions = [
          ...safetyQuestions(p, q, random.pattern),
          ...boundQuestions(p, q, random.pattern, anEventOf(random)),
          ...livenessQuestions(p, q),
        ];
        const result = await both(random, questions);
        if (!result) return;
        for (const [i, question] of questions.entries()) {
          const verdict = result.checked.report.verdicts[i]!;
          try {
            compare(result, question, verdict);
            compareDetails(result, question, verdict);
            for (const trace of verdict.counterexamples) confirm(result, question, trace, p, q);
          } catch (error) {
            (error as Error).message = `${question.name}: ${(error as Error).message}`;
            throw error;
          }
          seen[verdict.violating > 0 ? 'violated' : 'held'] += 1;
          seen.endless += verdict.counterexamples.filter((trace) => trace.cycle.length > 0).length;
        }
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(seen.violated, seen.held)).toBeGreaterThan(RUNS);
    expect(seen.endless).toBeGreaterThan(0);
  },
  60_000 + RUNS * 2_000,
);
