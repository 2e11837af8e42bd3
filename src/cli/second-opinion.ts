import { type CheckOptions, explored, taskOf } from '../check/check.ts';
import { type Expected, expectedOf } from '../check/expected.ts';
import { Findings } from '../check/finding.ts';
import { monitorsOf, unwatchedIn } from '../check/monitors.ts';
import { covering, type Sample } from '../describe/covering.ts';
import type { ConfigurationCrosscheck, ModelCrosscheck, Opinion } from '../describe/crosscheck.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Tabulated } from '../describe/tabulated.ts';
import { tabulate } from '../explore/tabulate.ts';
import { promela } from '../export/index.ts';
import { type Found, Pan } from '../export/spin.ts';
import { counted, grouped } from '../show/layout.ts';
import type { Model } from './model.ts';

/** A model, explored and written down: what the other engine is asked, and what it should say. */
export interface Asked {
  readonly model: string;
  /** Configurations of the space. */
  readonly configurations: number;
  readonly document: Tabulated;
  /** By configuration of the document. */
  readonly expected: readonly Expected[];
  readonly notCrosschecked: ModelCrosscheck['notCrosschecked'];
}

/**
 * Explores a model in a sample of its configurations, all at once.
 * @throws Mistake as `check` does, and where a limit stopped it
 */
export async function ask({ name, system, invariants }: Model, sample: Sample, options: CheckOptions): Promise<Asked> {
  const task = taskOf(system, invariants, options);
  const { space, compiled, chosen } = task;
  const watched = monitorsOf(chosen, compiled);
  const members = new Set(covering(space, sample));
  const explorer = await explored(
    task,
    options,
    space.where((_, c) => members.has(c)),
  );
  if (explorer.stoppedBy !== undefined) {
    throw new Mistake(`model '${name}': ${explorer.stoppedBy} stopped the exploration; only all of it can be compared`);
  }
  return {
    model: name,
    configurations: space.size,
    document: tabulate(
      explorer,
      watched.map(({ monitor }) => monitor),
    ),
    expected: expectedOf(explorer, new Findings(explorer, compiled), watched),
    notCrosschecked: unwatchedIn(chosen),
  };
}

/** Compiling with optimisation takes a second longer, in which a verifier compiled without does as many states. */
const WORTH_OPTIMISING = 300_000;

/**
 * Has SPIN explore what was asked, and compares. Configurations that answer all questions alike and begin alike are one
 * and the same model, which is run once and compared with each of them.
 * @throws Error where SPIN or the compiler refuse the model, or their output is not understood
 */
export async function compare({ document, expected, ...also }: Asked): Promise<ModelCrosscheck> {
  const same = new Map<string, number[]>();
  expected.forEach((_, c) => {
    const behaviour = behaviourOf(document, c);
    same.set(behaviour, [...(same.get(behaviour) ?? []), c]);
  });
  const perRun = [...same.values()].reduce((sum, [first]) => sum + expected[first!]!.states, 0);
  const pan = await Pan.of(promela(document), perRun * (1 + document.properties.length) > WORTH_OPTIMISING);
  try {
    const results: ConfigurationCrosscheck[] = new Array(expected.length);
    await Promise.all(
      [...same.values()].map(async (members) => {
        const [first] = members as [number];
        const { states } = expected[first]!;
        const all = await pan.run(undefined, first, states);
        const each = await Promise.all(document.properties.map((_, p) => pan.run(p, first, states)));
        for (const c of members) results[c] = compared(document, c, expected[c]!, all, each);
      }),
    );
    const properties = document.properties.map(({ name }) => name);
    return {
      ...also,
      agrees: results.every(({ differences }) => differences.length === 0),
      compared: expected.length,
      different: same.size,
      runs: same.size * (1 + properties.length),
      properties,
      results,
    };
  } finally {
    pan.remove();
  }
}

/** What the tables know of a configuration: the same text, the same model. */
function behaviourOf({ questions, initial }: Tabulated, c: number): string {
  return `${questions.map(({ answers }) => (answers[c] ? 1 : 0)).join('')} ${initial[c]}`;
}

function compared(
  { configurations, properties }: Tabulated,
  c: number,
  expected: Expected,
  all: Found,
  each: readonly Found[],
): ConfigurationCrosscheck {
  const differences: string[] = [];
  const gap = ({ outcome, steps = 0 }: Found, what: string) => {
    if (outcome !== 'incomplete') return;
    differences.push(`${what}: the tables have no entry for a state after ${counted(steps, 'step')}`);
  };
  const count = (what: string, here: number, there: number) => {
    if (here !== there) differences.push(`${what}: ${grouped(here)} here, ${grouped(there)} there`);
  };
  gap(all, 'states');
  count('states', expected.states, all.states);
  count('transitions', expected.transitions, all.transitions);
  // It looks at states: one in which a forbidden step is possible is a step away from the violation.
  const stepsOf = (p: number): number | undefined => {
    const { outcome, steps = 0 } = each[p]!;
    if (outcome !== 'violated') return undefined;
    return properties[p]!.forbids.kind === 'steps' ? steps + 1 : steps;
  };
  const said = (steps: number | undefined) => (steps === undefined ? 'holds' : `violated in ${counted(steps, 'step')}`);
  each.forEach((found, p) => {
    const { name } = properties[p]!;
    const here = expected.shortest[p];
    const there = stepsOf(p);
    gap(found, name);
    if (here !== there) differences.push(`${name}: ${said(here)} here, ${said(there)} there`);
    // It looks at everything before it says that something holds.
    if (found.outcome === 'explored') count(`states looked at for ${name}`, all.states, found.states);
  });
  const violations = (steps: (p: number) => number | undefined): Opinion['violated'] =>
    Object.fromEntries(properties.flatMap(({ name }, p) => (steps(p) === undefined ? [] : [[name, steps(p)!]])));
  return {
    configuration: configurations[c]!,
    lasso: {
      states: expected.states,
      transitions: expected.transitions,
      violated: violations((p) => expected.shortest[p]),
    },
    other: {
      states: all.states,
      transitions: all.transitions,
      violated: violations(stepsOf),
    },
    differences,
  };
}
