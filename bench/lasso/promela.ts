import { Explorer } from '../../src/explore/explorer.ts';
import { tabulate } from '../../src/explore/tabulate.ts';
import { promela } from '../../src/export/index.ts';
import type { Subject } from '../subjects/subject.ts';

/** A subject in Promela, written from the tables that an exploration has filled, without properties. */
export async function exportedPromela(subject: Subject): Promise<string> {
  const questions = { predicates: [], patterns: [], edges: false, deadlocks: false };
  const explorer = new Explorer(subject.system(), subject.space(), questions);
  await explorer.run();
  return promela(tabulate(explorer));
}
