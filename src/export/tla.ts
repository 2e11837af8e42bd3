import type { Outcome, SafetyProperty, Tabulated, Tree } from '../describe/tabulated.ts';
import { isLeaf } from '../describe/tabulated.ts';
import { FIRST_DONE, type Flat, flatten, isPossible, NOTHING, SPENT, TRUE, UNKNOWN } from './flat.ts';
import { comment, fieldNames } from './names.ts';

/** A TLA+ module and the configuration file that TLC reads beside it. */
export interface TlaText {
  readonly module: string;
  readonly config: string;
}

/** A document with what all parts of its module need. */
interface Module {
  readonly document: Tabulated;
  readonly flat: Flat;
  readonly names: readonly string[];
  /** The fields that are variables: one that has a single value in all states is none. */
  readonly variables: readonly number[];
  /** The commands that may happen. */
  readonly commands: readonly number[];
}

/**
 * A document as a TLA+ module for TLC: a variable for each field, a disjunct of `Next` for each command, the tables as
 * tuples. A state of TLC is a state of the system; it generates one for each transition, and the initial one.
 *
 * A state that the tables say nothing about ends the run with an assertion that names the command or property.
 * @param name the name of the module, which is that of its file: letters, digits and underscores, a letter first
 */
export function tla(document: Tabulated, name: string): TlaText {
  const flat = flatten(document);
  const module: Module = {
    document,
    flat,
    names: fieldNames(document),
    variables: document.fields.flatMap(({ values }, f) => (values < 2 ? [] : [f])),
    commands: document.commands.flatMap((_, c) => (isPossible(document, flat, c) ? [c] : [])),
  };
  const invariants = document.properties.map(({ name: property }, p) => `Property_${p + 1}_${word(property)}`);
  const several = document.configurations.length > 1;
  return {
    module: [
      `---- MODULE ${name} ----`,
      ...head(document),
      'EXTENDS Integers, Sequences, TLC',
      '',
      ...(several
        ? ['\\* The number of the configuration that is explored, from 0 on.', 'CONSTANT Configuration', '']
        : []),
      ...state(module),
      ...tables(module),
      ...module.commands.flatMap((c) => command(module, c)),
      'Next ==',
      ...(module.commands.length === 0 ? ['  FALSE'] : module.commands.map((c) => `  \\/ Command_${c}`)),
      '',
      'Spec == Init /\\ [][Next]_vars',
      ...document.properties.flatMap((property, p) => ['', ...invariant(module, property, p, invariants[p]!)]),
      '====',
      '',
    ].join('\n'),
    config: [
      'SPECIFICATION Spec',
      ...(several ? ['CONSTANT Configuration = 0'] : []),
      ...invariants.map((property) => `INVARIANT ${property}`),
      '',
    ].join('\n'),
  };
}

const word = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');

function head({ name, configurations }: Tabulated): string[] {
  const several = configurations.length > 1;
  return [
    `\\* ${comment(name)}, as Lasso explored it: every local transition that can be reached.`,
    // TLC calls every state without a successor a deadlock, also one in which all is done.
    '\\* java -cp tla2tools.jar tlc2.TLC -deadlock FILE',
    ...configurations.map((text, c) => {
      const label = several ? `Configuration ${c}` : 'Configuration';
      return `\\* ${label}: ${comment(text || 'the only one', 2_000)}`;
    }),
  ];
}

function state({ document, names, variables }: Module): string[] {
  const { fields, initial } = document;
  const start = (f: number) => {
    const values = initial.map((row) => row[f]!);
    return new Set(values).size === 1 ? String(values[0]) : `<<${values}>>[Configuration + 1]`;
  };
  return [
    'VARIABLES',
    ...variables.map((f, i) => `  ${names[f]}${i < variables.length - 1 ? ',' : ''} \\* ${comment(fields[f]!.name)}`),
    '',
    `vars == <<${variables.map((f) => names[f]).join(', ')}>>`,
    '',
    'Init ==',
    ...variables.map((f) => `  /\\ ${names[f]} = ${start(f)}`),
    '',
  ];
}

function tables({ document, flat, names, variables }: Module): string[] {
  const { fields, questions, configurations } = document;
  const mine = configurations.length > 1 ? 'Configuration + 1' : '1';
  const reads = [
    ...variables.map((f) => `what = ${f} -> ${names[f]}`),
    ...questions.map((_, q) => `what = ${fields.length + q} -> Answers[${mine}][${q + 1}]`),
  ];
  const written = variables.filter((f) => fields[f]!.kind !== 'budget');
  return [
    ...(questions.length === 0
      ? []
      : [
          '\\* What each configuration answers.',
          `Answers == <<${configurations.map((_, c) => `<<${questions.map(({ answers }) => (answers[c] ? 1 : 0))}>>`).join(', ')}>>`,
          '',
        ]),
    "\\* What a tree reads: a field, or the configuration's answer to a question.",
    'Read(what) ==',
    ...(reads.length === 0 ? ['  0'] : reads.map((read, i) => `  ${i === 0 ? 'CASE' : '  []'} ${read}`)),
    '',
    '\\* All trees. A node is what it reads, the smallest value that it knows, how many from there on, and where each leads.',
    `Trees == <<${inLines(flat.trees.map(String))}>>`,
    '',
    `\\* A walk through a tree: ${UNKNOWN} unknown; ${NOTHING} no transition, or false; ${TRUE} true; ${FIRST_DONE} and below a transition.`,
    'RECURSIVE Walk(_)',
    'Walk(at) ==',
    '  IF at <= 0 THEN at',
    '  ELSE LET value == Read(Trees[at + 1]) - Trees[at + 2]',
    `       IN IF value >= 0 /\\ value < Trees[at + 3] THEN Walk(Trees[at + 4 + value]) ELSE ${UNKNOWN}`,
    '',
    '\\* What the transitions write.',
    `Done == <<${inLines(flat.done.map(({ writes }) => `[${[...writes].map(([f, value]) => `${names[f]} |-> ${value}`).join(', ')}]`.replace('[]', '<<>>')))}>>`,
    '',
    'After(name, before, done) == IF name \\in DOMAIN done THEN done[name] ELSE before',
    '',
    'Write(done) ==',
    ...(written.length === 0
      ? ['  TRUE']
      : written.map((f) => `  /\\ ${names[f]}' = After("${names[f]}", ${names[f]}, done)`)),
    '',
    '\\* A tree must not end where the exploration never was.',
    'Known(leaf, what) == Assert(leaf # 0, <<"the tables are not complete", what>>)',
    '',
  ];
}

/** Items in lines that can be looked at. */
function inLines(items: readonly string[]): string {
  const lines: string[] = [''];
  items.forEach((item, i) => {
    const text = i < items.length - 1 ? `${item}, ` : item;
    if (lines.at(-1)!.length + text.length > 120) lines.push('  ');
    lines[lines.length - 1] += text;
  });
  return lines.join('\n');
}

function command({ document, flat, names, variables }: Module, c: number): string[] {
  const { name, budget } = document.commands[c]!;
  const budgets = variables.filter((f) => document.fields[f]!.kind === 'budget' && f !== budget).map((f) => names[f]);
  return [
    `\\* ${comment(name)}`,
    `Command_${c} ==`,
    ...(budget === undefined ? [] : [`  /\\ ${names[budget]} > 0`]),
    `  /\\ LET leaf == Walk(${flat.commands[c]})`,
    // A step whose budget is not spent was taken wherever it was met: an entry that says otherwise is none.
    `     IN /\\ Known(IF leaf = ${SPENT} THEN ${UNKNOWN} ELSE leaf, "Command_${c}")`,
    `        /\\ leaf <= ${FIRST_DONE}`,
    `        /\\ Write(Done[${FIRST_DONE + 1} - leaf])`,
    ...(budget === undefined ? [] : [`  /\\ ${names[budget]}' = ${names[budget]} - 1`]),
    ...(budgets.length === 0 ? [] : [`  /\\ UNCHANGED <<${budgets.join(', ')}>>`]),
    '',
  ];
}

/** A property as a predicate of states: in none of them may something be forbidden, or a forbidden step be possible. */
function invariant(
  { document, flat, names, commands }: Module,
  { name, forbids }: SafetyProperty,
  p: number,
  called: string,
): string[] {
  const unspent = (c: number) => {
    const { budget } = document.commands[c]!;
    return budget === undefined ? '' : `${names[budget]} > 0 /\\ `;
  };
  const holds = (): string[] => {
    switch (forbids.kind) {
      case 'states':
        return [
          `LET holds == Walk(${flat.holds[p]})`,
          `IN Known(holds, "${called}") /\\ holds # ${forbids.is ? TRUE : NOTHING}`,
        ];
      case 'steps': {
        const leaves = flat.done.flatMap(({ violates }, k) => (violates.includes(p) ? [FIRST_DONE - k] : []));
        const may = commands.filter((c) => violatesIn(document.commands[c]!.tree, p));
        if (may.length === 0) return ['TRUE'];
        return may.map((c) => `/\\ ~(${unspent(c)}Walk(${flat.commands[c]}) \\in {${leaves.join(', ')}})`);
      }
      case 'deadlocks': {
        const resting = [...document.atRest].filter(([f, at]) => at.size < document.fields[f]!.values);
        const environment = document.commands.flatMap(({ environment: outside, budget }, c) =>
          outside && budget !== undefined && flat.commands[c] !== NOTHING ? [c] : [],
        );
        return [
          ...commands.map((c) => `\\/ ${unspent(c)}Walk(${flat.commands[c]}) <= ${FIRST_DONE}`),
          `\\/ ${resting.map(([f, at]) => `${names[f]} \\in {${[...at].join(', ')}}`).join(' /\\ ') || 'TRUE'}`,
          ...environment.map((c) => `\\/ Walk(${flat.commands[c]}) # ${NOTHING}`),
        ];
      }
    }
  };
  const given = flat.given[p]!;
  const lines = holds().map((line) => `  ${line}`);
  return [
    `\\* ${comment(name)}`,
    `${called} ==`,
    ...(given === TRUE
      ? lines
      : [
          `  (Known(Walk(${given}), "${called}") /\\ Walk(${given}) = ${TRUE}) =>`,
          ...lines.map((line) => `  ${line}`),
        ]),
  ];
}

function violatesIn(tree: Tree<Outcome> | undefined, p: number): boolean {
  if (tree === undefined) return false;
  if (isLeaf(tree)) return typeof tree.leaf === 'object' && tree.leaf.violates.includes(p);
  return [...tree.branches.values()].some((branch) => violatesIn(branch, p));
}
