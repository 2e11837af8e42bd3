import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Explorer } from '../explore/explorer.ts';

/**
 * What never happened in a whole exploration, one line each: options that nothing asked about, machine states
 * that were never entered, transitions that were never taken. A model that says nothing about its options or has
 * dead parts should say so on purpose.
 */
export function neverHappened(explorer: Explorer): string[] {
  const lines: string[] = [];
  const { space } = explorer.sets;
  for (const { key, values } of space.axes) {
    if (values.length > 1 && !space.read.has(key)) lines.push(`option '${key}' is never asked about`);
  }
  for (const [component, instances] of explorer.plan.byComponent) {
    const { locals } = instances[0]!;
    const entered = new Set<AnyStateNode>();
    for (let i = 1; i < locals.size; i++) for (const node of locals.state(i).snapshot._nodes) entered.add(node);
    visit(locals.interpreter.machine.root, (node) => {
      const state = node.path.join('.');
      const stable = (node.always ?? []).every((t) => t.guard !== undefined);
      if (!entered.has(node) && stable && node.type !== 'history') {
        lines.push(`${component}: state '${state}' is never entered`);
        return;
      }
      const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
      for (const t of transitions) {
        const does = t.target !== undefined || t.actions.length > 0;
        if (does && !locals.taken.has(t as AnyTransitionDefinition)) {
          lines.push(
            `${component}: in '${state || '(root)'}', the transition on ${t.eventType || 'always'}${guardText(t)} is never taken`,
          );
        }
      }
    });
  }
  return lines;
}

function visit(node: AnyStateNode, look: (node: AnyStateNode) => void): void {
  look(node);
  for (const child of Object.values(node.states)) visit(child, look);
}

function guardText(t: AnyTransitionDefinition): string {
  if (t.guard === undefined) return '';
  const name =
    typeof t.guard === 'string'
      ? t.guard
      : ((t.guard as { type?: string; name?: string }).type ?? (t.guard as { name?: string }).name);
  return name ? ` with guard ${name}` : ' with a guard';
}
