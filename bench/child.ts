import { explorers } from './explorers.ts';
import type { Limits, Measurement } from './measurement.ts';
import { models } from './models.ts';

/** What a child is told. */
export type Told =
  | { readonly measure: keyof typeof explorers; readonly model: string; readonly limits: Limits }
  | { readonly export: 'promela'; readonly model: string };

/** What it says. */
export type Said = { readonly measured: Measurement } | { readonly exported: string } | { readonly failed: string };

// Nobody waits for an answer any more.
process.on('disconnect', () => process.exit());

process.on('message', async (told: Told) => {
  let said: Said;
  try {
    said = await answer(told);
  } catch (error) {
    said = { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send!(said, () => process.exit());
});

async function answer(told: Told): Promise<Said> {
  const model = models.find(({ name }) => name === told.model);
  if (!model) throw new Error(`there is no model '${told.model}'`);
  const subject = await model.load();
  if ('measure' in told) {
    const explore = await explorers[told.measure]();
    return { measured: await explore(subject, told.limits) };
  }
  const { exportedPromela } = await import('./lasso/promela.ts');
  return { exported: await exportedPromela(subject) };
}
