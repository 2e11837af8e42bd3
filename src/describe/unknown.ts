import { closest as closestOf, distance } from 'fastest-levenshtein';
import { Mistake } from './mistake.ts';

/** A mistake that names the nearest valid name. */
export function unknown(what: string, name: string, known: readonly string[]): Mistake {
  return new Mistake(`there is no ${what} '${name}'${nearest(name, known)}`);
}

function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return '; none is defined';
  const best = closest(name, known);
  const list = known.length <= 20 ? `; expected one of: ${known.join(', ')}` : '';
  return `${best ? `; did you mean '${best}'?` : ''}${list}`;
}

function closest(name: string, known: readonly string[]): string | undefined {
  const best = closestOf(name, known);
  return distance(name, best) <= Math.max(2, name.length / 3) ? best : undefined;
}
