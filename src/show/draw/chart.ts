import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { actionTexts, guardText, type Trigger, triggerOf } from './names.ts';

/** A machine as it is drawn: plain data, without XState's objects and without anything that only runs. */
export interface Chart {
  readonly id: string;
  /** The machine itself; its children are the top states. */
  readonly root: ChartState;
  /** All transitions, in the order of the definition: outer states first, then their children. */
  readonly transitions: readonly ChartTransition[];
}

export interface ChartState {
  /** The keys from the machine down to the state, with dots; empty for the machine itself. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** Of a history state: whether it remembers the states within states too. */
  readonly deep: boolean;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** Where a compound state begins, or a history state that has nothing to remember. */
  readonly initial?: { readonly target: string; readonly actions: readonly string[] };
  readonly states: readonly ChartState[];
}

export interface ChartTransition {
  readonly source: string;
  /** The paths of the targets: none where the state stays as it is, several for several regions. */
  readonly targets: readonly string[];
  readonly trigger: Trigger;
  readonly guard?: string;
  /** True where it is tried only after another one of the same event. */
  readonly otherwise: boolean;
  readonly actions: readonly string[];
  /** True where the source is left and entered again, although the target is within it. */
  readonly reenter: boolean;
  readonly description?: string;
}

/** Reads the structure of a machine. */
export function readChart(machine: AnyStateMachine): Chart {
  const transitions: ChartTransition[] = [];
  const root = readState(machine.root, transitions);
  return { id: machine.id, root: { ...root, name: machine.id }, transitions };
}

function readState(node: AnyStateNode, transitions: ChartTransition[]): ChartState {
  for (const list of [node.always ?? [], ...node.transitions.values()]) {
    list.forEach((transition, i) => {
      transitions.push(readTransition(transition, node, i));
    });
  }
  const initial = initialOf(node);
  return {
    path: pathOf(node),
    name: node.key,
    kind: node.type,
    deep: node.history === 'deep',
    ...described(node.description),
    tags: [...node.tags],
    // not `node.entry` and `node.exit`: there XState starts and cancels the timers of `after` too
    entry: actionTexts(node.config.entry),
    exit: actionTexts(node.config.exit),
    ...(initial === undefined ? {} : { initial }),
    states: Object.values(node.states).map((child) => readState(child, transitions)),
  };
}

function readTransition(transition: AnyTransitionDefinition, node: AnyStateNode, i: number): ChartTransition {
  const guard = transition.guard === undefined ? undefined : guardText(transition.guard);
  return {
    source: pathOf(node),
    targets: (transition.target ?? []).map(pathOf),
    trigger: triggerOf(transition),
    ...(guard === undefined ? {} : { guard }),
    otherwise: i > 0,
    actions: actionTexts(transition.actions),
    reenter: transition.reenter === true,
    ...described(transition.description),
  };
}

function initialOf(node: AnyStateNode): ChartState['initial'] {
  if (node.type === 'history') {
    const target = node.config.target;
    const name = Array.isArray(target) ? target[0] : target;
    if (typeof name !== 'string') return undefined;
    const found = name.startsWith('#') ? node.machine.getStateNodeById(name) : node.parent?.states[name];
    return found === undefined ? undefined : { target: pathOf(found), actions: [] };
  }
  if (node.type !== 'compound') return undefined;
  const [target] = node.initial.target;
  return target === undefined ? undefined : { target: pathOf(target), actions: actionTexts(node.initial.actions) };
}

const pathOf = (node: AnyStateNode): string => node.path.join('.');

const described = (description: string | undefined): { description?: string } =>
  description === undefined ? {} : { description };

/** The states of a chart, outer ones first. */
export function statesOf(state: ChartState): ChartState[] {
  return [state, ...state.states.flatMap(statesOf)];
}

/** Is `inner` within the state `outer`, and another one? */
export function isWithin(inner: string, outer: string): boolean {
  return outer === '' ? inner !== '' : inner.startsWith(`${outer}.`);
}
