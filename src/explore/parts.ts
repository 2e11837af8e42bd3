import { Mistake } from '../describe/mistake.ts';
import type { Bits, Space } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { Effects } from './effects.ts';
import { Enumerator } from './enumerate.ts';
import type { Questions } from './explorer.ts';
import { Labels } from './labels.ts';
import { MOST_PATTERNS, Patterns } from './patterns.ts';
import type { Plan } from './plan.ts';
import { planOf } from './plan.ts';
import { Predicates } from './predicates.ts';
import { Questionnaire } from './questionnaire.ts';
import { ConfigurationSets } from './sets.ts';
import { Stepper } from './stepper.ts';

/** What a search takes its steps with. */
export interface Parts {
  readonly plan: Plan;
  readonly sets: ConfigurationSets;
  readonly labels: Labels;
  readonly predicates: Predicates;
  readonly stepper: Stepper;
  readonly effects: Effects;
  readonly enumerator: Enumerator;
}

/**
 * Numbers a system and builds its machines, each once.
 * @param start only these configurations; default all of the space
 * @throws Mistake for more step patterns than fit into a label, and as `planOf`
 */
export function partsOf(system: System, space: Space, questions: Questions, start?: Bits): Parts {
  const { patterns, deadlocks } = questions;
  if (patterns.length > MOST_PATTERNS) {
    throw new Mistake(
      `at most ${MOST_PATTERNS} different step patterns fit into one run; check fewer invariants at a time (--only)`,
    );
  }
  const sets = new ConfigurationSets(space, start);
  const questionnaire = new Questionnaire(sets);
  const plan = planOf(system, questionnaire);
  const predicates = new Predicates(plan, questions.predicates, questionnaire);
  const labels = new Labels(plan);
  const stepper = new Stepper(plan, new Patterns(plan, patterns));
  const effects = new Effects(stepper, labels, sets);
  const enumerator = new Enumerator(plan, labels, { stepper, effects, predicates }, deadlocks);
  return { plan, sets, labels, predicates, stepper, effects, enumerator };
}
