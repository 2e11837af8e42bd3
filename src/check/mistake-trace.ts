import { Mistake } from '../describe/mistake.ts';
import { type Source, tell } from '../explore/tracer.ts';

/** A mistake in the model, with the steps that lead to it told; any other error as it is. */
export function withTrace(error: unknown, source: Source): unknown {
  if (!(error instanceof Mistake) || !Array.isArray(error.trace)) return error;
  const labels = error.trace as number[];
  error.trace = tell(source, source.stepper.set, labels);
  return error;
}
