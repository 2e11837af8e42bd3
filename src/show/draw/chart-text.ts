import { counted, listed } from '../layout.ts';
import { type Chart, type ChartTransition, statesOf } from './chart.ts';

/** A transition in words, with what its description says: `COMMIT [guard] / action → idle: …`. */
export function transitionText(transition: ChartTransition): string {
  const { description } = transition;
  return description === undefined ? transitionWords(transition) : `${transitionWords(transition)}\n${description}`;
}

/** A transition in words. */
export function transitionWords({ trigger, guard, otherwise, actions, targets }: ChartTransition): string {
  const asked = guard === undefined ? (otherwise ? ' [else]' : '') : otherwise ? ` [else if ${guard}]` : ` [${guard}]`;
  const done = actions.length === 0 ? '' : ` / ${actions.join(', ')}`;
  const then = targets.length === 0 ? '' : ` → ${listed(targets.map((t) => t || 'the machine'))}`;
  return `${trigger.text}${asked}${done}${then}`;
}

/** What those are told who cannot see the picture: every state, with every transition. */
export function chartSummary({ id, root, transitions }: Chart): string {
  const states = statesOf(root);
  const named = (path: string): string => (path === '' ? `the machine ${id}` : path);
  const sentences = states.map((state) => {
    const own = transitions.filter((t) => t.source === state.path).map(transitionWords);
    const begins = state.kind === 'compound' && state.initial ? ` begins in ${named(state.initial.target)}` : '';
    const kind = state.kind === 'atomic' || state.kind === 'compound' ? '' : ` (${state.kind})`;
    return `${named(state.path)}${kind}${begins}${own.length === 0 ? '' : `: ${own.join('; ')}`}.`;
  });
  return `A statechart of ${counted(states.length - 1, 'state')} and ${counted(transitions.length, 'transition')}. ${sentences.join(' ')}`;
}
