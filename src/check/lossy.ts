import type { Invariant, Property } from '../describe/properties.ts';
import type { Range, Trace, Verdict } from '../describe/result.ts';
import { addAll, and, type Bits, isEmpty } from '../describe/space.ts';
import { growingFields } from '../explore/growth.ts';
import { type LossyChoice, LossySearch, modeOf, type Sighting, type Watched } from '../explore/lossy/index.ts';
import type { Checked, CheckOptions, Task } from './check.ts';
import { Compiled, violationText } from './compile.ts';
import { traceOf } from './counterexample.ts';
import type { Example } from './finding.ts';
import { judge } from './judge.ts';
import { withTrace } from './mistake-trace.ts';
import { plainest } from './nearest.ts';

/** A property that shows in a single state or step. */
type Local = Property & { readonly kind: 'always' | 'never-step' | 'deadlock' };

/**
 * Checks with a search that may leave out states: see `LossySearch`. What is violated is violated, for at least these
 * configurations; everything else is inconclusive, whether or not the search came to its end.
 * @throws Mistake as `check`
 */
export async function checkLossy(task: Task, choice: LossyChoice, options: CheckOptions): Promise<Checked> {
  const started = performance.now();
  const mode = modeOf(choice);
  const { system, space, chosen } = task;
  const local = chosen.map(({ properties }) => properties.filter(isLocal));
  const { questions, watched } = questionsOf(chosen, local);
  const search = new LossySearch(system, space, questions, watched, mode);
  const { maxStates: states, maxDepth: depth, maxSeconds: seconds, maxMemoryMB: memory } = options;
  try {
    await search.run({ states, depth, seconds, memory }, options.signal, options.onProgress);
  } catch (error) {
    throw withTrace(error, search.parts);
  }
  const violating = new Map<string, Bits>();
  const verdicts: Verdict[] = [];
  let thing = 0;
  for (const [i, invariant] of chosen.entries()) {
    const found = local[i]!.map((property) => new Found(search, property, search.watch.sightings[thing++]!));
    const { worstCase, ...plain } = invariant;
    const judged = await judge(plain, {
      space,
      outcomes: found,
      complete: false,
      trace: (range, within) => counterexample(task, search, invariant, found, range, within),
    });
    const reason = judged.verdict.verdict === 'inconclusive' ? notLookedAt(invariant) : undefined;
    violating.set(invariant.name, judged.violating);
    verdicts.push({ ...judged.verdict, ...(reason === undefined ? {} : { reason }) });
  }
  return {
    space,
    violating,
    report: {
      model: system.name,
      complete: false,
      ...(search.stoppedBy === undefined
        ? {}
        : { stoppedBy: search.stoppedBy, growing: growingFields(search.parts.plan) }),
      configurations: space.size,
      states: search.states,
      transitions: search.transitions + (options.countStutter ? search.stutters : 0),
      seconds: (performance.now() - started) / 1000,
      depth: search.depth,
      budgets: Object.fromEntries(search.parts.plan.budgets.map((b) => [b.name, b.initial])),
      verdicts,
      neverHappened: [],
      lossy: {
        mode: mode.kind,
        ...(mode.kind === 'hash-compaction' ? { fingerprintBits: mode.bits } : {}),
        seed: mode.seed,
        ...search.figures(),
      },
    },
  };
}

function isLocal(property: Property): property is Local {
  return property.kind === 'always' || property.kind === 'never-step' || property.kind === 'deadlock';
}

/** What has to be evaluated, and what is watched for, in the order of the invariants and their properties. */
function questionsOf(chosen: readonly Invariant[], local: readonly (readonly Local[])[]) {
  const questions = new Compiled(
    chosen.map(({ worstCase, ...invariant }, i) => ({ ...invariant, properties: local[i]! })),
  );
  const watched = local.flat().map((property): Watched => {
    if (property.kind === 'deadlock') return { kind: 'deadlock' };
    const given = property.given ? { given: questions.predicate(property.given) } : {};
    return property.kind === 'never-step'
      ? { kind: 'step', pattern: questions.pattern(property.pattern), ...given }
      : {
          kind: 'state',
          predicate: questions.predicate(property.predicate),
          expected: property.expected,
          ...given,
        };
  });
  return { questions, watched };
}

/** What was found out about one property. */
class Found {
  readonly violating: Bits;
  private readonly search: LossySearch;
  private readonly property: Local;
  private readonly sightings: readonly Sighting[];

  constructor(search: LossySearch, property: Local, sightings: readonly Sighting[]) {
    this.search = search;
    this.property = property;
    this.sightings = sightings;
    const { sets } = search.parts;
    this.violating = sets.space.empty();
    for (const { set } of sightings) addAll(this.violating, sets.bits(set));
  }

  /** The shortest way that was found to a violation in a configuration of `within`, which has one. */
  example(within: Bits): Example {
    const { sets } = this.search.parts;
    const { property } = this;
    const ways = this.sightings
      .filter(({ set }) => !isEmpty(and(sets.bits(set), within)))
      .map(({ set, labels }) => ({ set, labels: labels() }));
    const best = ways.reduce((a, b) => (b.labels.length < a.labels.length ? b : a));
    const stem = this.search.labelsOf(best.set, best.labels, property.kind === 'never-step');
    // Not proved to be a shortest one, also where the search went breadth first: a state before it may be missing.
    return { stem, cycle: [], stays: false, shortest: false, set: best.set, violates: violationText(property) };
  }
}

/** The way to a violation of the first property that has one here. */
function counterexample(
  { system, space }: Task,
  search: LossySearch,
  invariant: Invariant,
  found: readonly Found[],
  affected: Range,
  within: Bits,
): Trace {
  const first = found.find(({ violating }) => !isEmpty(and(violating, within)))!;
  const here = and(first.violating, within);
  const example = first.example(here);
  const configuration = space.shown(plainest(space, and(search.parts.sets.bits(example.set), here)));
  return traceOf(system, invariant, { source: search.parts, example, affected, configuration });
}

/** Why nothing can be said about an invariant; undefined where everything of it was looked at. */
function notLookedAt({ properties, worstCase }: Invariant): string | undefined {
  const left = [...properties.filter((property) => !isLocal(property)), ...(worstCase ? [worstCase] : [])];
  const kinds = [
    ...(left.some(({ kind }) => kind === 'temporal') ? ['liveness'] : []),
    ...(left.some(({ kind }) => kind === 'bound') ? ['bounds'] : []),
  ];
  if (kinds.length === 0) return undefined;
  return `not looked at: ${kinds.join(' and ')} would take whole paths, and a run that leaves out states keeps none`;
}
