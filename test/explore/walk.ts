import type { Trace, TraceStep } from '../../src/describe/result.ts';
import { canonical, type Reference, type RState, type RTransition } from '../../src/reference/index.ts';

/** A trace, walked through the reference. */
export interface Walked {
  /** The states of the stem, the first one included, the last one (with which the cycle starts) left out. */
  readonly stem: readonly RState[];
  /** The states that are visited for ever: those of the cycle, or the one that stays. */
  readonly cycle: readonly RState[];
  /** The fairness constraints that the endless path does not meet. */
  readonly neglected: readonly string[];
}

/**
 * Walks a counterexample through the reference's own steps.
 * @throws Error where a step is not possible, or the cycle does not close
 */
export function walk(reference: Reference, trace: Trace): Walked {
  let state = reference.initial();
  const take = (steps: readonly TraceStep[]) =>
    steps.map((step) => {
      const before = state;
      const transition = reference.steps(before).find((t) => isSame(t, step));
      if (!transition) throw new Error(`${step.kind} ${step.actor} ${step.event.type} is not possible`);
      state = transition.next;
      return { before, transition };
    });
  const stem = take(trace.stem).map(({ before }) => before);
  const start = state;
  const around = take(trace.cycle);
  if (reference.key(state) !== reference.key(start)) throw new Error('the cycle does not close');
  const cycle = around.length === 0 ? [start] : around.map(({ before }) => before);

  const taken = new Set(around.map(({ transition }) => reference.constraintOf(transition.step)?.name));
  const enabled = cycle.map((at) => reference.steps(at).map(({ step }) => reference.constraintOf(step)));
  const neglected = new Set<string>();
  for (const constraint of enabled.flat()) {
    if (constraint === undefined || taken.has(constraint.name)) continue;
    const always = enabled.every((here) => here.some((c) => c?.name === constraint.name));
    if (constraint.strength === 'strong' || always) neglected.add(constraint.name);
  }
  return { stem, cycle, neglected: [...neglected] };
}

function isSame({ step, next }: RTransition, traced: TraceStep): boolean {
  const head = ({
    kind,
    actor,
    event,
    channel,
    from,
  }: Pick<TraceStep, 'kind' | 'actor' | 'event'> & { channel?: string | undefined; from?: string | undefined }) =>
    canonical([kind, actor, event, channel, from]);
  if (head(step) !== head(traced)) return false;
  // Two timers may give the same event.
  return Object.entries(next.locals).every(([name, { timers, snapshot }]) => {
    const shown = traced.state.components[name]!;
    return (
      canonical([snapshot.value, snapshot.context, Object.keys(timers).sort()]) ===
      canonical([shown.value, shown.context, shown.timers])
    );
  });
}
