import { type Chart, type ChartState, type ChartTransition, isWithin, statesOf } from './chart.ts';
import type { SketchEdge, SketchNode } from './layout.ts';
import { LINE, type Line, oneLineOrEach, type Run, run, widestLine, wrapRun } from './words.ts';

/** The text of a state's box, and of the transitions that stay in it. */
export interface StateText {
  readonly state: ChartState;
  readonly name: readonly Line[];
  readonly tags: readonly Line[];
  /** What happens without leaving the state, one entry each. */
  readonly rows: readonly Row[];
}

export interface Row {
  readonly lines: readonly Line[];
  /** The transitions that stay; none for what is done on entry and exit. */
  readonly transitions: readonly ChartTransition[];
}

/** An arrow, with one paragraph for each transition that it stands for. */
export interface Arrow {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly paragraphs: readonly Row[];
}

/** A chart with everything measured, and not yet placed. */
export interface ChartSketch {
  readonly chart: Chart;
  readonly nodes: readonly SketchNode[];
  readonly edges: readonly SketchEdge[];
  readonly texts: ReadonlyMap<string, StateText>;
  readonly arrows: readonly Arrow[];
  /** The arrows from a dot to where a state begins, by the name of the dot. */
  readonly initials: ReadonlyMap<string, ChartState>;
  /** Places within a state where arrows start that start from anywhere in it, or end that begin it anew: by name. */
  readonly places: ReadonlyMap<string, readonly Line[]>;
}

/** The most pixels of a line: in a box, and on an arrow. */
const BOX = 250;
const LABEL = 215;
/** The most characters of a tag. */
const TAG = 40;
/** Room around text, and between paragraphs. */
export const PAD = 10;
export const GAP = 6;
export const DOT = 12;
/** The size of the circle of a history state. */
const ROUND = 32;
/** Room for the mark of a transition that stays. */
export const MARK = 16;

/** The names of what is laid out. States have their paths, which cannot begin with a space. */
export const stateName = (path: string): string => `s ${path}`;
const dotName = (path: string): string => ` dot ${path}`;
const anywhereName = (path: string): string => ` any ${path}`;
const againName = (path: string): string => ` again ${path}`;

/** Measures a chart. Events that are faults are drawn as such. */
export function sketchChart(chart: Chart, faults: ReadonlySet<string> = new Set()): ChartSketch {
  const states = new Map(statesOf(chart.root).map((state) => [state.path, state]));
  const texts = new Map<string, StateText>();
  const initials = new Map<string, ChartState>();
  const places = new Map<string, Line[]>();
  const leaving = new Map<string, Arrow>();
  for (const transition of chart.transitions) addArrow(transition);
  const arrows = [...leaving.values()];
  const nodes = [node(chart.root)];
  return { chart, nodes, edges: edges(), texts, arrows, initials, places };

  function addArrow(transition: ChartTransition): void {
    for (const target of transition.targets) {
      const from = startOf(transition, target);
      const to = endOf(transition, target);
      const key = JSON.stringify([from, to]);
      const arrow = leaving.get(key) ?? { name: `e ${leaving.size}`, from, to, paragraphs: [] };
      leaving.set(key, { ...arrow, paragraphs: withTransition(arrow.paragraphs, transition, LABEL) });
    }
  }

  /** Adds a transition to the one that differs in its event only, or as a paragraph of its own. */
  function withTransition(rows: readonly Row[], transition: ChartTransition, most: number): Row[] {
    const same = rows.findIndex(({ transitions: [first] }) => first !== undefined && saysTheSame(first, transition));
    const transitions = same < 0 ? [transition] : [...rows[same]!.transitions, transition];
    const row = { lines: oneLineOrEach(wordsOf(transitions, faults), most), transitions };
    return same < 0 ? [...rows, row] : rows.with(same, row);
  }

  /** An arrow into a state from itself, or from around it, starts at a place within it. */
  function startOf({ source }: ChartTransition, target: string): string {
    const inside = isWithin(target, source) || (target === source && states.get(source)!.states.length > 0);
    if (!inside) return stateName(source);
    const name = anywhereName(source);
    const where = source === '' ? 'from any state' : `from any state of ${states.get(source)!.name}`;
    places.set(name, wrapRun(run(where, 'quiet'), LABEL));
    return name;
  }

  /** An arrow to a state around its source ends where that state begins. */
  function endOf({ source }: ChartTransition, target: string): string {
    const around = isWithin(source, target) || (target === source && states.get(source)!.states.length > 0);
    if (!around) return stateName(target);
    if (states.get(target)!.initial !== undefined) return dotName(target);
    const name = againName(target);
    places.set(name, wrapRun(run(`${states.get(target)!.name} begins anew`, 'quiet'), LABEL));
    return name;
  }

  function node(state: ChartState): SketchNode {
    const text = stateText(state);
    texts.set(state.path, text);
    const size = sizeOfState(text);
    if (state.states.length === 0) return { name: stateName(state.path), ...size };
    const children: SketchNode[] = [];
    if (state.initial !== undefined) {
      initials.set(dotName(state.path), state);
      children.push({ name: dotName(state.path), width: DOT, height: DOT });
    }
    for (const name of [anywhereName(state.path), againName(state.path)]) {
      const lines = places.get(name);
      if (lines !== undefined)
        children.push({ name, width: widestLine(lines) + 2 * PAD, height: lines.length * LINE + PAD });
    }
    children.push(...state.states.map(node));
    return { name: stateName(state.path), ...size, header: size.height, children };
  }

  function stateText(state: ChartState): StateText {
    let rows: Row[] = [];
    const doing = (when: string, actions: readonly string[]): void => {
      if (actions.length === 0) return;
      rows.push({
        lines: oneLineOrEach([run(when, 'event'), run(`/ ${actions.join(', ')}`, 'action')], BOX),
        transitions: [],
      });
    };
    doing('entry', state.entry);
    doing('exit', state.exit);
    for (const transition of chart.transitions) {
      if (transition.source === state.path && transition.targets.length === 0)
        rows = withTransition(rows, transition, BOX);
    }
    return {
      state,
      name: wrapRun(run(state.kind === 'history' ? (state.deep ? 'H*' : 'H') : state.name, 'name'), BOX),
      tags: state.tags.map((tag) => wrapRun(run(tag, 'quiet', TAG), Number.POSITIVE_INFINITY)[0]!),
      rows,
    };
  }

  function edges(): SketchEdge[] {
    const begins = [...initials].map(([dot, state]): SketchEdge => {
      const label = initialLines(state);
      return {
        name: dot,
        from: dot,
        to: stateName(state.initial!.target),
        ...(label.length === 0 ? {} : { label: { width: widestLine(label) + PAD, height: label.length * LINE + 4 } }),
      };
    });
    return [
      ...begins,
      ...arrows.map(({ name, from, to, paragraphs }) => ({
        name,
        from,
        to,
        label: {
          width: Math.max(...paragraphs.map((p) => widestLine(p.lines))) + PAD,
          height: paragraphs.reduce((sum, p) => sum + p.lines.length * LINE + GAP, 0),
        },
      })),
    ];
  }
}

/** What is done where a state begins. */
export function initialLines({ initial }: ChartState): Line[] {
  const actions = initial?.actions ?? [];
  return actions.length === 0 ? [] : wrapRun(run(`/ ${actions.join(', ')}`, 'action'), LABEL);
}

/** The words of transitions that differ in their events only: `EVENT [guard] / action, action`. */
export function wordsOf(transitions: readonly ChartTransition[], faults: ReadonlySet<string>): Run[] {
  const { guard, otherwise, actions, targets } = transitions[0]!;
  const runs = transitions.map(({ trigger }, i) =>
    run(i < transitions.length - 1 ? `${trigger.text},` : trigger.text, faults.has(trigger.text) ? 'fault' : 'event'),
  );
  if (guard !== undefined) runs.push(run(otherwise ? `[else if ${guard}]` : `[${guard}]`, 'guard'));
  else if (otherwise) runs.push(run('[else]', 'guard'));
  if (actions.length > 0) runs.push(run(`/ ${actions.join(', ')}`, 'action'));
  else if (targets.length === 0) runs.push(run('is ignored', 'quiet'));
  return runs;
}

function saysTheSame(a: ChartTransition, b: ChartTransition): boolean {
  const said = ({ guard, otherwise, actions, trigger }: ChartTransition) =>
    JSON.stringify([guard, otherwise, actions, trigger.kind === 'event']);
  return a.trigger.kind === 'event' && said(a) === said(b);
}

/** The room that the text of a state needs; of a state with others in it, above them. */
function sizeOfState({ state, name, tags, rows }: StateText): { width: number; height: number } {
  if (state.kind === 'history') return { width: ROUND, height: ROUND };
  const title = widestLine(name);
  const chips = tags.reduce((sum, tag) => sum + tag.width + PAD + 4, 0);
  const below = Math.max(0, ...rows.map((row) => widestLine(row.lines) + MARK));
  const width = Math.max(title, chips, below, 40) + 2 * PAD;
  const head = name.length * 18 + (tags.length > 0 ? LINE + 6 : 0) + 2 * PAD - 4;
  const body = rows.reduce((sum, row) => sum + row.lines.length * LINE + 4, 0);
  return { width: Math.ceil(width), height: head + (rows.length > 0 ? body + PAD : 0) };
}
