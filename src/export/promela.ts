import type { Command, SafetyProperty, Tabulated } from '../describe/tabulated.ts';
import { FIRST_DONE, type Flat, flatten, isPossible, NOTHING, SPENT, TRUE, UNKNOWN } from './flat.ts';
import { comment, fieldNames } from './names.ts';

/** The variable of pan's environment that chooses the property: its number from 1 on; 0, which is usual: none. */
export const PROPERTY = 'LASSO_PROPERTY';
/** The variable that chooses the configuration: its number from 0 on, which is usual. */
export const CONFIGURATION = 'LASSO_CONFIGURATION';
/** What pan says in its error where a table has no entry. */
export const INCOMPLETE = 'lasso_table_is_complete';

/** Spin reads at most 64 KiB of embedded C at once: larger tables are cut. */
const CHUNK_BITS = 12;
const MOST_TEXT = 48_000;

/**
 * A document as a Promela model for SPIN 6: one process with one `d_step` for each command; the fields in as few bits
 * as they need, the tables in embedded C. A state of pan is a state of the system, a transition a transition.
 *
 * `PROPERTY` and `CONFIGURATION` choose when pan runs what it watches for and which configuration it has. Where a
 * state asks the tables for what no exploration has met, pan ends with the error "precondition false: " `INCOMPLETE`.
 */
export function promela(document: Tabulated): string {
  const names = fieldNames(document);
  const flat = flatten(document);
  return `${[
    ...head(document),
    ...block('c_decl', ['\\#include <stdio.h>', '\\#include <stdlib.h>', ...choices(document)]),
    ...table('tree', flat.trees),
    ...table('effect', effectsOf(flat).numbers),
    ...table('effect_at', effectsOf(flat).at),
    ...table('answer', answersOf(document)),
    ...table('start', startsOf(document)),
    ...(document.properties.length > 0 ? restTables(document) : []),
    ...chunked(defines(document, flat, names)).flatMap((lines) => block('c_decl', lines)),
    '',
    ...declarations(document, names),
    '',
    ...block('c_code', lookUps(document, names)),
    ...(document.properties.length > 0 ? block('c_code', monitor(document, flat, names)) : []),
    'active proctype lasso()',
    '{',
    'end: do',
    ...(document.properties.length > 0
      ? [`  :: d_step { c_expr { lasso_FORBIDDEN } -> c_code [${INCOMPLETE}] { lasso_leaf = 0; }; assert(false) }`]
      : []),
    ...document.commands.flatMap((command, c) => {
      if (!isPossible(document, flat, c)) return [];
      const spend = command.budget === undefined ? '' : ` now.${names[command.budget]}--;`;
      return [
        `  /* ${c}: ${comment(command.name)} */`,
        `  :: d_step { c_expr { lasso_STEP_${c} } -> c_code [${INCOMPLETE}] { lasso_write();${spend} } }`,
      ];
    }),
    '  od',
    '}',
  ].join('\n')}\n`;
}

function head({ name, configurations, properties }: Tabulated): string[] {
  return [
    `/* ${comment(name)}, as Lasso explored it: every local transition that can be reached.`,
    '',
    '   spin -a FILE; cc -O2 -DBFS -DNOREDUCE -DSAFETY -o pan pan.c; ./pan',
    ...(properties.length === 0
      ? []
      : [
          '',
          `   ${PROPERTY}=<n> ./pan looks for a shortest way to violate`,
          ...properties.map((property, p) => `   ${p + 1}  ${comment(property.name)}`),
        ]),
    ...(configurations.length === 1
      ? ['', `   configuration: ${comment(configurations[0] || 'the only one', 2_000)}`]
      : [
          '',
          `   ${CONFIGURATION}=<n> ./pan explores`,
          ...configurations.map((configuration, c) => `   ${c}  ${comment(configuration, 2_000)}`),
        ]),
    '*/',
  ];
}

function block(kind: 'c_decl' | 'c_code', lines: readonly string[]): string[] {
  return [`${kind} {`, ...lines, '}'];
}

/** Lines in groups that Spin can read. */
function chunked(lines: readonly string[]): string[][] {
  const chunks: string[][] = [[]];
  let room = MOST_TEXT;
  for (const line of lines) {
    if (line.length + 1 > room) {
      chunks.push([]);
      room = MOST_TEXT;
    }
    chunks.at(-1)!.push(line);
    room -= line.length + 1;
  }
  return chunks;
}

/** Numbers in arrays of 2^CHUNK_BITS, and `lasso_<name>(at)`, which reads one. */
function table(name: string, numbers: readonly number[]): string[] {
  const size = 2 ** CHUNK_BITS;
  const parts = Array.from({ length: Math.max(1, Math.ceil(numbers.length / size)) }, (_, i) => {
    const part = numbers.slice(i * size, (i + 1) * size);
    return `static const int lasso_${name}_${i}[] = {${part.length === 0 ? 0 : part}};`;
  });
  return [
    ...chunked(parts).flatMap((lines) => block('c_decl', lines)),
    ...block('c_decl', [
      `static const int *const lasso_${name}_parts[] = {${parts.map((_, i) => `lasso_${name}_${i}`)}};`,
      `\\#define lasso_${name}(at) (lasso_${name}_parts[(at) >> ${CHUNK_BITS}][(at) & ${size - 1}])`,
    ]),
  ];
}

/** Of each transition: how many fields it writes, each with its value; how many properties it violates, each. */
function effectsOf({ done }: Flat): { numbers: number[]; at: number[] } {
  const numbers: number[] = [];
  const at = done.map(({ writes, violates }) => {
    const start = numbers.length;
    numbers.push(writes.size, ...[...writes].flat(), violates.length, ...violates);
    return start;
  });
  return { numbers, at };
}

/** What is chosen when pan is started. */
function choices({ configurations, properties, initial, fields }: Tabulated): string[] {
  const choice = (what: string, variable: string, most: number): string[] => [
    `static int lasso_${what}(void)`,
    '{',
    '  static int chosen = -1;',
    '  if (chosen < 0) {',
    `    const char *text = getenv("${variable}");`,
    '    chosen = text ? atoi(text) : 0;',
    `    if (chosen < 0 || chosen > ${most}) {`,
    `      fprintf(stderr, "${variable}: expected 0 to ${most}\\n");`,
    '      exit(2);',
    '    }',
    '  }',
    '  return chosen;',
    '}',
  ];
  const differ = differing({ initial, fields });
  return [
    ...choice('configuration', CONFIGURATION, configurations.length - 1),
    ...choice('property', PROPERTY, properties.length),
    ...differ.map((f, i) => `\\#define lasso_START_${f} lasso_start(lasso_configuration() * ${differ.length} + ${i})`),
  ];
}

/** By configuration, the answers to the questions. */
function answersOf({ configurations, questions }: Tabulated): number[] {
  return configurations.flatMap((_, c) => questions.map(({ answers }) => (answers[c] ? 1 : 0)));
}

/** By configuration, the fields that do not begin alike in all of them. */
function startsOf(document: Tabulated): number[] {
  const differ = differing(document);
  return document.initial.flatMap((values) => differ.map((f) => values[f]!));
}

/** The fields that do not begin alike in all configurations. */
function differing({ initial, fields }: Pick<Tabulated, 'initial' | 'fields'>): number[] {
  return fields.flatMap((_, f) => (new Set(initial.map((values) => values[f])).size > 1 ? [f] : []));
}

/** The fields of the state. A field that has a single value in all states is none. */
function declarations(document: Tabulated, names: readonly string[]): string[] {
  const differ = differing(document);
  return document.fields.flatMap(({ name, values }, f) => {
    if (values < 2) return [];
    const start = differ.includes(f) ? `c_expr { lasso_START_${f} }` : document.initial[0]![f];
    const bits = 32 - Math.clz32(values - 1);
    return [`/* ${comment(name)} */`, `unsigned ${names[f]} : ${bits} = ${start};`];
  });
}

/** What the guards of the model are: macros, since Spin accepts no calls in them. */
function defines(document: Tabulated, flat: Flat, names: readonly string[]): string[] {
  return [
    'static int lasso_leaf;',
    `\\#define ${INCOMPLETE} (lasso_leaf != ${UNKNOWN})`,
    '\\#define lasso_FORBIDDEN lasso_forbidden()',
    ...document.commands.flatMap(({ budget }, c) => {
      if (!isPossible(document, flat, c)) return [];
      const left = budget === undefined ? '' : `now.${names[budget]} > 0 && `;
      return [`\\#define lasso_STEP_${c} (${left}lasso_possible(${flat.commands[c]}))`];
    }),
  ];
}

function lookUps({ fields, questions }: Tabulated, names: readonly string[]): string[] {
  const stored = fields.flatMap(({ values }, f) => (values < 2 ? [] : [f]));
  return [
    'static int lasso_read(int field)',
    '{',
    '  switch (field) {',
    ...stored.map((f) => `  case ${f}: return now.${names[f]};`),
    ...questions.map(
      (_, q) => `  case ${fields.length + q}: return lasso_answer(lasso_configuration() * ${questions.length} + ${q});`,
    ),
    '  }',
    '  return 0;',
    '}',
    'static int lasso_walk(int at)',
    '{',
    '  while (at > 0) {',
    '    unsigned value = (unsigned) (lasso_read(lasso_tree(at)) - lasso_tree(at + 1));',
    `    at = value < (unsigned) lasso_tree(at + 2) ? lasso_tree(at + 3 + value) : ${UNKNOWN};`,
    '  }',
    '  return at;',
    '}',
    // A step whose budget is not spent was taken wherever it was met: an entry that says otherwise is none.
    'static int lasso_possible(int command)',
    '{',
    '  lasso_leaf = lasso_walk(command);',
    `  if (lasso_leaf == ${SPENT}) lasso_leaf = ${UNKNOWN};`,
    `  return lasso_leaf != ${NOTHING};`,
    '}',
    'static void lasso_write(void)',
    '{',
    `  int at = lasso_effect_at(${FIRST_DONE} - lasso_leaf);`,
    '  int writes = lasso_effect(at);',
    '  for (at++; writes > 0; writes--, at += 2) {',
    '    int value = lasso_effect(at + 1);',
    '    switch (lasso_effect(at)) {',
    ...stored.map((f) => `    case ${f}: now.${names[f]} = value; break;`),
    '    }',
    '  }',
    '}',
  ];
}

/** The components that are not at rest in each of their states, and where they are. */
function restingIn({ atRest, fields }: Tabulated): (readonly [field: number, at: ReadonlySet<number>])[] {
  return [...atRest].filter(([f, at]) => at.size < fields[f]!.values);
}

function restTables(document: Tabulated): string[] {
  return restingIn(document).flatMap(([f, at]) =>
    table(
      `rest_${f}`,
      Array.from({ length: document.fields[f]!.values }, (_, value) => (at.has(value) ? 1 : 0)),
    ),
  );
}

const KIND: Readonly<Record<SafetyProperty['forbids']['kind'], number>> = { states: 0, steps: 1, deadlocks: 2 };

/** Is the chosen property violated in this state, or by a step that is possible here? */
function monitor(document: Tabulated, flat: Flat, names: readonly string[]): string[] {
  const { properties, commands, fields } = document;
  const steps = commands.map((command, c) => ({ command, c })).filter(({ c }) => isPossible(document, flat, c));
  const enough = ({ budget }: Command) => (budget === undefined ? '' : `now.${names[budget]} > 0 && `);
  const resting = restingIn(document);
  return [
    `static const int lasso_kind[] = {${properties.map(({ forbids }) => KIND[forbids.kind])}};`,
    `static const int lasso_holds[] = {${flat.holds}};`,
    `static const int lasso_is[] = {${properties.map(({ forbids }) => (forbids.kind === 'states' && forbids.is ? 1 : 0))}};`,
    `static const int lasso_given[] = {${flat.given}};`,
    'static int lasso_violates(int property)',
    '{',
    `  int at = lasso_effect_at(${FIRST_DONE} - lasso_leaf);`,
    '  int left;',
    '  at += 1 + 2 * lasso_effect(at);',
    '  for (left = lasso_effect(at); left > 0; left--) if (lasso_effect(at + left) == property) return 1;',
    '  return 0;',
    '}',
    'static int lasso_forbidden(void)',
    '{',
    '  int property = lasso_property() - 1;',
    '  if (property < 0) return 0;',
    '  lasso_leaf = lasso_walk(lasso_given[property]);',
    `  if (lasso_leaf != ${TRUE}) return lasso_leaf == ${UNKNOWN};`,
    '  switch (lasso_kind[property]) {',
    `  case ${KIND.states}:`,
    '    lasso_leaf = lasso_walk(lasso_holds[property]);',
    `    return lasso_leaf == ${UNKNOWN} || (lasso_leaf == ${TRUE}) == lasso_is[property];`,
    `  case ${KIND.steps}:`,
    ...steps.map(
      ({ command, c }) =>
        `    if (${enough(command)}lasso_possible(${flat.commands[c]}) && (lasso_leaf == ${UNKNOWN} || lasso_violates(property))) return 1;`,
    ),
    '    return 0;',
    `  case ${KIND.deadlocks}:`,
    ...steps.map(
      ({ command, c }) =>
        `    if (${enough(command)}lasso_possible(${flat.commands[c]})) return lasso_leaf == ${UNKNOWN};`,
    ),
    `    lasso_leaf = ${TRUE};`,
    ...(document.atRest.size === 0 || [...document.atRest.values()].some((at) => at.size === 0)
      ? []
      : [`    if (${resting.map(([f]) => `lasso_rest_${f}(now.${names[f]})`).join(' && ') || 1}) return 0;`]),
    // What the environment could do if its budgets were not spent is no deadlock.
    ...commands.flatMap(({ environment, budget }, c) =>
      environment && budget !== undefined && flat.commands[c] !== NOTHING
        ? [
            fields[budget]!.values > 1 ? `    if (now.${names[budget]} == 0) {` : '    {',
            `      lasso_leaf = lasso_walk(${flat.commands[c]});`,
            `      if (lasso_leaf != ${NOTHING}) return lasso_leaf == ${UNKNOWN};`,
            '    }',
          ]
        : [],
    ),
    `    lasso_leaf = ${TRUE};`,
    '    return 1;',
    '  }',
    '  return 0;',
    '}',
  ];
}
