import { perform } from '../effects.ts';
import type { Parts } from '../parts.ts';
import { DONE } from '../stepper.ts';

/**
 * The same way with detours left out: from each state it goes on with the step that leads to the latest state of the way
 * that one step reaches. The way that comes out ends in the same state; it is not a shortest one.
 *
 * Time: the steps of each state that stays; memory: the states of the way.
 *
 * @param set configurations that can take the way; none of its states is divided for them
 * @throws Error where a step is not possible: a defect of the search
 */
export function shortened(
  { stepper, labels, enumerator }: Parts,
  set: number,
  way: readonly number[],
): readonly number[] {
  stepper.set = set;
  if (stepper.start() !== DONE) throw new Error(`the initial state is not decided for set ${set}`);
  const states = [stepper.now.slice()];
  for (const label of way) {
    stepper.base.set(stepper.now);
    const outcome = perform(stepper, labels.step(label));
    if (outcome !== DONE) throw new Error(`a step of the way is not possible (${outcome})`);
    stepper.spend(labels.budgetFieldOf(labels.stepNumber(label)));
    states.push(stepper.now.slice());
  }
  const last = new Map(states.map((state, i) => [keyOf(state), i]));
  const short: number[] = [];
  const state = new Int32Array(stepper.base.length);
  for (let at = last.get(keyOf(states[0]!))!; at < way.length; ) {
    stepper.base.set(states[at]!);
    if (enumerator.steps() !== 0) throw new Error(`a state of the way is not decided for set ${set}`);
    let best = at + 1;
    let label = way[at]!;
    for (let i = 0; i < enumerator.count; i++) {
      enumerator.write(i, state);
      const reached = last.get(keyOf(state)) ?? 0;
      if (reached > best) [best, label] = [reached, enumerator.label(i)];
    }
    short.push(label);
    at = best;
  }
  return short;
}

const keyOf = (state: Int32Array): string => state.join(' ');
