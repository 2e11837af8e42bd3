import type { Model } from '../../src/cli/model.ts';
import * as classics from '../models/classics.ts';

/** One of the classics, as the command line sees it. */
export function model(name: string): Model {
  const { system, invariants } = classics.scenarios.find((scenario) => scenario.name === name)!;
  return { name, system, invariants, path: '', baseline: '', baselineNamed: false };
}
