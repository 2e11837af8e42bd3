import { type Conjunct, checked, conjunctsText, satisfying } from './conjuncts.ts';
import { defaultsOf } from './coordinates.ts';
import { type Neighbour, nearestPair, neighbour, plainest } from './nearest.ts';
import type { Configuration } from './options.ts';
import { and, type Bits, count, isEmpty, minus, type Space } from './space.ts';

export { claimText } from './claim-text.ts';
export { type Conjunct, conjunctsText, parseConjuncts } from './conjuncts.ts';
export { type Neighbour, nearestSafe, type OptionChange } from './nearest.ts';

/** What is true of one condition of a claim. */
export interface Necessity {
  readonly conjunct: Conjunct;
  /** The condition as text. */
  readonly text: string;
  /** Something violates, and whatever violates satisfies the condition. Never true where nothing violates. */
  readonly necessary: boolean;
  /** Every configuration looked at satisfies the condition, so that it says nothing here. */
  readonly trivial: boolean;
  /** Where it is not necessary although something violates: what violates without it. */
  readonly counter?: {
    readonly configuration: Configuration;
    /** Other conditions of the claim that it fails too, as text; as few as there can be. */
    readonly alsoFails: readonly string[];
  };
}

/** Whether what satisfies the whole claim violates. */
export interface Sufficiency {
  /** Something satisfies the claim, and whatever satisfies it violates. Never true where nothing satisfies it. */
  readonly sufficient: boolean;
  /** Number of configurations that satisfy the claim. */
  readonly satisfying: number;
  /** How many of them do not violate. */
  readonly exceptions: number;
  /** Where there are exceptions: the one that is nearest to a violating configuration. */
  readonly counter?: {
    readonly configuration: Configuration;
    /** That violating configuration, and what has to be changed to get there. Absent where nothing violates. */
    readonly violating?: Neighbour;
  };
}

/** A claim, judged on some of the configurations. */
export interface Judgement {
  /** Number of configurations looked at. */
  readonly configurations: number;
  /** How many of them violate. */
  readonly violating: number;
  /** Set where nothing can be said of the conditions, because there is nothing to look at. */
  readonly vacuous?: 'no configuration' | 'no violation';
  /** In the order of the claim. */
  readonly conjuncts: readonly Necessity[];
  readonly whole: Sufficiency;
}

export interface ClaimResult {
  /** The claim as text. */
  readonly claim: string;
  /** The context as text; empty without one. */
  readonly given: string;
  /** Every option at its default: what configurations are compared with when they are printed. */
  readonly defaults: Configuration;
  /** On all configurations. */
  readonly general: Judgement;
  /** On those in the context; absent without one. */
  readonly context?: Judgement;
}

/**
 * Judges an explanation of a violation: is each of its conditions necessary, and are all together sufficient?
 *
 * A condition is necessary if every violating configuration satisfies it. A claim is sufficient if every
 * configuration that satisfies all its conditions violates. What is not so has a counter-configuration:
 * - of a condition: a violating configuration that fails it and as few others as possible, then with the fewest
 *   options away from their defaults;
 * - of the claim: one that satisfies it, does not violate, and is nearest to a violating one. Of several violating
 *   ones equally near, one that satisfies the claim comes first: the difference is then what the claim left out.
 * Ties are broken by the order of the space. Where there is nothing to look at, nothing is true: see `vacuous`.
 *
 * Cost: configurations × conditions, and for a claim that is not sufficient the product of exceptions and violating
 * configurations (see `nearestPair`).
 *
 * @param violating the configurations that violate
 * @param given the context: only configurations that satisfy it are looked at for `context`
 * @throws Mistake for an unknown option or value, and for an option with two conditions
 */
export function judgeClaim(
  space: Space,
  violating: Bits,
  claim: readonly Conjunct[],
  given: readonly Conjunct[] = [],
): ClaimResult {
  checked(space, claim);
  checked(space, given);
  return {
    claim: conjunctsText(space, claim),
    given: conjunctsText(space, given),
    defaults: defaultsOf(space),
    general: judge(space, space.all(), violating, claim),
    ...(given.length > 0 && { context: judge(space, satisfying(space, given), violating, claim) }),
  };
}

function judge(space: Space, scope: Bits, everyViolating: Bits, claim: readonly Conjunct[]): Judgement {
  const violating = and(scope, everyViolating);
  const nothing = isEmpty(scope) ? 'no configuration' : isEmpty(violating) ? 'no violation' : undefined;
  return {
    configurations: count(scope),
    violating: count(violating),
    ...(nothing && { vacuous: nothing }),
    conjuncts: claim.map((conjunct) => necessity(space, scope, violating, claim, conjunct)),
    whole: sufficiency(space, scope, violating, claim),
  };
}

function necessity(
  space: Space,
  scope: Bits,
  violating: Bits,
  claim: readonly Conjunct[],
  conjunct: Conjunct,
): Necessity {
  const holds = satisfying(space, [conjunct]);
  const without = minus(violating, holds);
  const verdict = {
    conjunct,
    text: conjunctsText(space, [conjunct]),
    necessary: !isEmpty(violating) && isEmpty(without),
    trivial: !isEmpty(scope) && isEmpty(minus(scope, holds)),
  };
  if (isEmpty(without)) return verdict;
  const failed = (c: Configuration) =>
    claim.filter((other) => other !== conjunct && !other.values.includes(c[other.option]!));
  const configuration = plainest(space, without, (c) => failed(c).length);
  const alsoFails = failed(configuration).map((other) => conjunctsText(space, [other]));
  return { ...verdict, counter: { configuration, alsoFails } };
}

function sufficiency(space: Space, scope: Bits, violating: Bits, claim: readonly Conjunct[]): Sufficiency {
  const inClaim = and(scope, satisfying(space, claim));
  const exceptions = minus(inClaim, violating);
  const verdict = {
    sufficient: !isEmpty(inClaim) && isEmpty(exceptions),
    satisfying: count(inClaim),
    exceptions: count(exceptions),
  };
  if (isEmpty(exceptions)) return verdict;
  const pair = nearestPair(space, exceptions, violating, inClaim);
  if (!pair) return { ...verdict, counter: { configuration: plainest(space, exceptions, () => 0) } };
  const configuration = space.configurations[pair.from]!;
  return {
    ...verdict,
    counter: { configuration, violating: neighbour(space, configuration, space.configurations[pair.to]!) },
  };
}
