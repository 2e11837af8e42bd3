import type { Trace } from '../describe/result.ts';
import { ownCount } from './steps.ts';

/**
 * The components (each replica on its own) that take no part in a trace: none of its steps begins with them, their
 * state never changes, and they send nothing. Messages to them that are handled without any effect, ignored or
 * dropped make no difference; one that is put on its way does, and so does a transition whose source is that of no
 * transition of those who take part.
 *
 * None in a trace without steps, and none in a deadlock: there, those who wait are what it is about.
 */
export function idleComponents(trace: Pick<Trace, 'initial' | 'stem' | 'cycle' | 'kind'>): ReadonlySet<string> {
  const steps = [...trace.stem, ...trace.cycle];
  if (steps.length === 0 || trace.kind === 'deadlock') return new Set();
  const idle = new Set(Object.keys(trace.initial.components));
  for (const step of steps) {
    idle.delete(step.actor);
    if (step.from !== undefined) idle.delete(step.from);
    for (const { component } of step.taken.slice(0, ownCount(step))) idle.delete(component);
    for (const { where } of step.changes) idle.delete(where);
    for (const { from, to, fate } of step.sent) {
      idle.delete(from);
      if (fate === 'queued') idle.delete(to);
    }
  }
  const taken = steps.flatMap((s) => s.taken);
  const told = new Set(taken.flatMap((t) => (idle.has(t.component) ? [] : t.descriptions)));
  for (const { component, descriptions } of taken) {
    if (descriptions.some((d) => !told.has(d))) idle.delete(component);
  }
  return idle;
}
