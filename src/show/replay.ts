import { Mistake } from '../describe/mistake.ts';
import { type FeatureValue, type Options, valuesOf } from '../describe/options.ts';
import type { Sent, Trace, TraceStep } from '../describe/result.ts';
import { Space } from '../describe/space.ts';
import type { Components, SystemDefinition } from '../describe/system.ts';
import { Impossible, LiveSystem } from './replay-system.ts';
import { firstDifference, text } from './replay-text.ts';

/** What came of a replay. */
export type Replay =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Where: 0 is the initial state, `n` the `n`-th step of the stem and then of the cycle. */
      readonly step: number;
      /** What is different, or why the step cannot be taken. */
      readonly difference: string;
    };

/**
 * Replays a trace with running XState actors, outside the explorer: each step must be possible, must send and
 * handle the messages that the trace says, and must lead to the state that the trace says; and after the cycle
 * everything must be as it was before it, so that it can be repeated for ever.
 *
 * It says nothing about the property that the trace violates.
 *
 * @throws Mistake where the trace's configuration is not one of the system's
 */
export function replay<O extends Options, C extends Components>(
  system: SystemDefinition<O, C>,
  trace: Pick<Trace, 'configuration' | 'features' | 'initial' | 'stem' | 'cycle'>,
): Replay {
  const definition = system as unknown as SystemDefinition<Options, Components>;
  const features = { ...definition.features, ...trace.features } as Readonly<Record<string, FeatureValue>>;
  const space = spaceOf(definition.options, trace.configuration, features);
  const wanted = text(trace.configuration);
  const configuration = space.configurations.find((c) => text(space.shown(c)) === wanted || text(c) === wanted);
  if (!configuration) throw new Mistake(`the trace's configuration ${text(trace.configuration)} does not exist`);
  const live = new LiveSystem(definition, space.answersFor(configuration));

  let number = 0;
  try {
    live.start();
    const first = firstDifference(trace.initial, live.document());
    if (first !== undefined) return { ok: false, step: 0, difference: first };
    let beforeCycle = live.everything();
    for (const step of [...trace.stem, ...trace.cycle]) {
      number += 1;
      live.take(step);
      const difference =
        firstDifference(step.sent.map(essential), live.sent, 'sent') ??
        firstDifference(handledIn(step), live.handled, 'taken') ??
        firstDifference(step.state, live.document());
      if (difference !== undefined) return { ok: false, step: number, difference };
      if (number === trace.stem.length) beforeCycle = live.everything();
    }
    if (trace.cycle.length > 0 && live.everything() !== beforeCycle) {
      return { ok: false, step: number, difference: `the cycle does not close: ${open(trace)}` };
    }
    return { ok: true };
  } catch (error) {
    if (error instanceof Impossible) return { ok: false, step: number, difference: error.message };
    throw error;
  }
}

/** As small a space as has the configuration, since nothing is asked of any other. */
function spaceOf(
  options: Options,
  configuration: Trace['configuration'],
  features: Readonly<Record<string, FeatureValue>>,
): Space {
  const known = Object.entries(configuration).filter(([key, value]) => {
    const option = Object.hasOwn(options.definitions, key) ? options.definitions[key] : undefined;
    return option !== undefined && valuesOf(option).includes(value);
  });
  try {
    return new Space(options, { features, restrict: Object.fromEntries(known.map(([key, value]) => [key, [value]])) });
  } catch (error) {
    throw new Mistake(`the trace's configuration ${text(configuration)} does not exist`, {}, { cause: error });
  }
}

/** Without what a trace may say besides. */
function essential({ from, to, channel, message, fate }: Sent): Sent {
  return { from, to, channel, message, fate };
}

function handledIn(step: TraceStep) {
  return step.taken.map(({ component, event }) => ({ component, event }));
}

function open({ initial, stem, cycle }: Pick<Trace, 'initial' | 'stem' | 'cycle'>): string {
  const before = stem.at(-1)?.state ?? initial;
  return firstDifference(before, cycle.at(-1)!.state) ?? 'what a document does not show differs (history, output)';
}
