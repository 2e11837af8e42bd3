import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Explorer } from '../explore/explorer.ts';

/** What a whole exploration has reached. Plain data: it is merged across explorations and processes. */
export interface Coverage {
  /** Options with more than one value that nothing asked about. */
  readonly unasked: readonly string[];
  /** Those that something asked about. */
  readonly asked: readonly string[];
  readonly machines: readonly MachineCoverage[];
}

/** What was reached of the machine of one component. */
export interface MachineCoverage {
  readonly component: string;
  /** The machine's id: components of several systems may have the same machine. */
  readonly machine: string;
  readonly nodes: readonly NodeCoverage[];
}

interface NodeCoverage {
  readonly path: string;
  /** False for what is never stayed in: history, and what is left at once. */
  readonly counts: boolean;
  readonly entered: boolean;
  /** Those that do something, as text. */
  readonly transitions: readonly { readonly on: string; readonly taken: boolean }[];
}

/** What a whole exploration has reached of each machine. */
export function coverageOf(explorer: Explorer): Coverage {
  const { space } = explorer.sets;
  const varied = space.axes.filter(({ values }) => values.length > 1).map(({ key }) => key);
  const asked = varied.filter((key) => space.read.has(key));
  const machines = [...explorer.plan.byComponent].map(([component, instances]): MachineCoverage => {
    const { locals } = instances[0]!;
    const entered = new Set<AnyStateNode>();
    for (let i = 1; i < locals.size; i++) for (const node of locals.state(i).snapshot._nodes) entered.add(node);
    const nodes: NodeCoverage[] = [];
    visit(locals.interpreter.machine.root, (node) => {
      const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
      const stable = (node.always ?? []).every((t) => t.guard !== undefined);
      nodes.push({
        path: node.path.join('.'),
        counts: stable && node.type !== 'history',
        entered: entered.has(node),
        transitions: transitions
          .filter((t) => t.target !== undefined || t.actions.length > 0)
          .map((t) => ({
            on: `${t.eventType || 'always'}${guardText(t)}`,
            taken: locals.taken.has(t as AnyTransitionDefinition),
          })),
      });
    });
    return { component, machine: locals.interpreter.machine.id, nodes };
  });
  return { unasked: varied.filter((key) => !asked.includes(key)), asked, machines };
}

/**
 * What never happened in a whole exploration, one line each: options that nothing asked about, machine states
 * that were never entered, transitions that were never taken. A model that says nothing about its options or has
 * dead parts should say so on purpose.
 */
export function neverHappened({ unasked, machines }: Coverage): string[] {
  return [
    ...unasked.map((key) => `option '${key}' is never asked about`),
    ...machines.flatMap(({ component, nodes }) => neverIn(nodes, component)),
  ];
}

/** What several explorations of one system have reached together, each of other configurations. */
export function joinedCoverage(parts: readonly Coverage[]): Coverage {
  const asked = new Set(parts.flatMap((part) => part.asked));
  const [first, ...others] = parts;
  return {
    asked: [...asked],
    unasked: (first?.unasked ?? []).filter((key) => !asked.has(key)),
    machines: (first?.machines ?? []).map(({ component, machine, nodes }, m) => ({
      component,
      machine,
      nodes: nodes.map((node, n) => others.map((other) => other.machines[m]!.nodes[n]!).reduce(merged, node)),
    })),
  };
}

/**
 * What happened in none of several explorations that use the same machines, one line each, by machine instead of by
 * component. An option counts, too, if no exploration asks about it: in one it may only say which combinations exist.
 */
export function neverHappenedInAny(all: readonly Coverage[]): string[] {
  const machines = new Map<string, Map<string, NodeCoverage>>();
  for (const { machine, nodes } of all.flatMap((coverage) => coverage.machines)) {
    const known = machines.get(machine) ?? new Map<string, NodeCoverage>();
    machines.set(machine, known);
    for (const node of nodes) known.set(node.path, merged(known.get(node.path), node));
  }
  const asked = new Set(all.flatMap((coverage) => coverage.asked));
  const unasked = new Set(all.flatMap((coverage) => coverage.unasked.filter((key) => !asked.has(key))));
  return [
    ...[...unasked].map((key) => `option '${key}' is never asked about`),
    ...[...machines].flatMap(([machine, nodes]) => neverIn([...nodes.values()], machine)),
  ];
}

/** Two views of one node. Transitions are told apart by their text and how often it has come before. */
function merged(one: NodeCoverage | undefined, other: NodeCoverage): NodeCoverage {
  if (one === undefined) return other;
  const transitions = one.transitions.map((t) => ({ ...t }));
  const used = new Set<number>();
  for (const { on, taken } of other.transitions) {
    const same = transitions.findIndex((t, i) => t.on === on && !used.has(i));
    used.add(same < 0 ? transitions.push({ on, taken }) - 1 : same);
    if (same >= 0) transitions[same]!.taken ||= taken;
  }
  return { ...one, counts: one.counts && other.counts, entered: one.entered || other.entered, transitions };
}

function neverIn(nodes: readonly NodeCoverage[], where: string): string[] {
  return nodes.flatMap(({ path, counts, entered, transitions }) => {
    if (!entered && counts) return [`${where}: state '${path}' is never entered`];
    return transitions
      .filter(({ taken }) => !taken)
      .map(({ on }) => `${where}: in '${path || '(root)'}', the transition on ${on} is never taken`);
  });
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
