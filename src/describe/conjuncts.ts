import { Mistake } from './mistake.ts';
import type { OptionValue } from './options.ts';
import { type Axis, and, type Bits, type Space, unknown } from './space.ts';

/** A condition on one option: it has one of these values. */
export interface Conjunct {
  readonly option: string;
  readonly values: readonly OptionValue[];
}

/**
 * Reads conditions as people publish them: `key=value`, `key=a,b` (one of several) and `key=a..b` (from release a to
 * release b, both included), separated by blanks. Pieces can be combined: `paimon=0.7.0,0.9.0..1.0.1`.
 *
 * @returns the conditions in the order of the text, values in the order of the option; none for an empty text
 * @throws Mistake that names the nearest option or value, or says what is wrong with the condition
 */
export function parseConjuncts(space: Space, text: string): Conjunct[] {
  const conjuncts = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => parseConjunct(space, word));
  return checked(space, conjuncts);
}

function parseConjunct(space: Space, word: string): Conjunct {
  const equals = word.indexOf('=');
  if (equals <= 0) {
    throw new Mistake(`'${word}' is not a condition; expected option=value, option=a,b or option=a..b`);
  }
  const axis = axisOf(space, word.slice(0, equals));
  const list = word.slice(equals + 1);
  const whole = axis.values.filter((v) => String(v) === list);
  const wanted = new Set(whole.length > 0 ? whole : list.split(',').flatMap((piece) => parsePiece(axis, piece)));
  return { option: axis.key, values: axis.values.filter((v) => wanted.has(v)) };
}

function parsePiece(axis: Axis, piece: string): readonly OptionValue[] {
  const exact = axis.values.filter((v) => String(v) === piece);
  const dots = piece.indexOf('..');
  if (exact.length > 0) return exact;
  if (dots < 0) throw unknown(`value of '${axis.key}'`, piece, axis.values.map(String));
  if (!axis.ordered) {
    throw new Mistake(`option '${axis.key}' has no order, so '${piece}' means nothing; list its values: a,b`);
  }
  const [from, to] = [piece.slice(0, dots), piece.slice(dots + 2)].map((name) => {
    const position = axis.values.findIndex((v) => String(v) === name);
    if (position < 0) throw unknown(`value of '${axis.key}'`, name, axis.values.map(String));
    return position;
  });
  if (from! > to!) throw new Mistake(`'${axis.key}=${piece}' ends before it begins; write the older release first`);
  return axis.values.slice(from, to! + 1);
}

/** Conditions as a text that `parseConjuncts` reads back. */
export function conjunctsText(space: Space, conjuncts: readonly Conjunct[]): string {
  return conjuncts
    .map(({ option, values }) => {
      const axis = axisOf(space, option);
      const positions = values.map((v) => axis.values.indexOf(v)).sort((a, b) => a - b);
      const pieces: { from: number; to: number }[] = [];
      for (const position of positions) {
        const last = pieces.at(-1);
        if (axis.ordered && last && last.to >= position - 1) last.to = position;
        else pieces.push({ from: position, to: position });
      }
      const texts = pieces.map(({ from, to }) =>
        from === to ? String(axis.values[from]) : `${axis.values[from]}..${axis.values[to]}`,
      );
      return `${option}=${texts.join(',')}`;
    })
    .join(' ');
}

/** The configurations that satisfy all conditions: all of them where there is no condition. */
export function satisfying(space: Space, conjuncts: readonly Conjunct[]): Bits {
  return conjuncts
    .map(({ option, values }) => space.where((c) => values.includes(c[option]!)))
    .reduce(and, space.all());
}

/**
 * The same conditions.
 * @throws Mistake where one names an unknown option or value, or two are about one option
 */
export function checked<C extends readonly Conjunct[]>(space: Space, conjuncts: C): C {
  const seen = new Set<string>();
  for (const { option, values } of conjuncts) {
    const axis = axisOf(space, option);
    const wrong = values.find((value) => !axis.values.includes(value));
    if (wrong !== undefined) throw unknown(`value of '${option}'`, String(wrong), axis.values.map(String));
    if (seen.has(option)) throw new Mistake(`option '${option}' is given twice; list its values once: ${option}=a,b`);
    seen.add(option);
  }
  return conjuncts;
}

function axisOf(space: Space, key: string): Axis {
  const axis = space.axes.find((a) => a.key === key);
  if (!axis) {
    const keys = space.axes.map((a) => a.key);
    throw unknown('option', key, keys);
  }
  return axis;
}
