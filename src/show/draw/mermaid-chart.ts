import { clean } from '../layout.ts';
import { label } from '../mermaid.ts';
import { type Chart, type ChartState, type ChartTransition, isWithin, statesOf } from './chart.ts';
import { transitionWords } from './chart-text.ts';

/**
 * A machine as a Mermaid state diagram, which GitHub renders.
 *
 * Mermaid cannot draw an arrow between a state and one within it: such arrows start or end at a state of its own, as
 * do the transitions that stay in a state with others in it. Whatever comes from the model is escaped.
 */
export function chartMermaid({ root, transitions }: Chart): string {
  const all = statesOf(root);
  const states = new Map(all.map((state) => [state.path, state]));
  const ids = new Map(all.map((state, i) => [state.path, `s${i}`]));
  const id = (path: string): string => ids.get(path)!;
  const isOuter = (path: string): boolean => states.get(path)!.states.length > 0;
  const lines = ['stateDiagram-v2', '  direction TB'];
  if (root.states.length === 0) lines.push(...leaf(root, '  '));
  else lines.push(...inside(root, '  '));
  // Mermaid draws several arrows between two states above each other: here they are one
  const arrows = new Map<string, string[]>();
  for (const transition of transitions) {
    const { source, targets } = transition;
    for (const target of targets.length === 0 ? [source] : targets) {
      const arrow = `${from(source, target)} --> ${to(source, target)}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), words(transition)]);
    }
  }
  for (const [arrow, labels] of arrows) lines.push(`  ${arrow} : ${labels.join('<br/>')}`);
  return `${lines.join('\n')}\n`;

  function inside(state: ChartState, indent: string): string[] {
    const own: string[] = [];
    if (state.initial !== undefined)
      own.push(`${indent}[*] --> ${id(state.initial.target)}${doing(state.initial.actions)}`);
    const anywhere = transitions.some((t) => t.source === state.path && startsAnywhere(t));
    if (anywhere) own.push(`${indent}state "(from any state)" as ${id(state.path)}any`);
    const again = transitions.some((t) =>
      t.targets.some((target) => target === state.path && returns(t.source, target)),
    );
    if (again) own.push(`${indent}state "(from its beginning)" as ${id(state.path)}again`);
    const children = state.states.map((child) =>
      child.states.length > 0 ? outer(child, indent) : leaf(child, indent),
    );
    // regions beside each other
    const between = state.kind === 'parallel' ? [`${indent}--`] : [];
    return [...own, ...children.flatMap((child, i) => (i > 0 ? [...between, ...child] : child))];
  }

  function outer(state: ChartState, indent: string): string[] {
    return [`${indent}state "${name(state)}" as ${id(state.path)} {`, ...inside(state, `${indent}  `), `${indent}}`];
  }

  function leaf(state: ChartState, indent: string): string[] {
    const own = id(state.path);
    const lines = [`${indent}state "${name(state)}" as ${own}`];
    if (state.entry.length > 0) lines.push(`${indent}${own} : ${label(`entry / ${clean(state.entry.join(', '))}`)}`);
    if (state.exit.length > 0) lines.push(`${indent}${own} : ${label(`exit / ${clean(state.exit.join(', '))}`)}`);
    if (state.kind === 'final') lines.push(`${indent}${own} --> [*]`);
    return lines;
  }

  function startsAnywhere({ source, targets }: ChartTransition): boolean {
    return isOuter(source) && (targets.length === 0 || targets.some((t) => t === source || isWithin(t, source)));
  }

  function from(source: string, target: string): string {
    return isOuter(source) && (target === source || isWithin(target, source)) ? `${id(source)}any` : id(source);
  }

  function to(source: string, target: string): string {
    if (target === source && isOuter(source)) return `${id(source)}any`;
    return returns(source, target) ? `${id(target)}again` : id(target);
  }
}

const returns = (source: string, target: string): boolean => isWithin(source, target);

function name({ name, kind, deep, tags }: ChartState): string {
  const own = kind === 'history' ? (deep ? 'H*' : 'H') : clean(name);
  return label(tags.length === 0 ? own : `${own} (${clean(tags.join(', '))})`);
}

const doing = (actions: readonly string[]): string =>
  actions.length === 0 ? '' : ` : ${label(clean(`/ ${actions.join(', ')}`))}`;

/** The arrow shows where it leads. */
const words = (transition: ChartTransition): string => label(clean(transitionWords({ ...transition, targets: [] })), 8);
