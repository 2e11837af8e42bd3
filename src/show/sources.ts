import { clean, glued, listed } from './layout.ts';

/** Columns up to which a source is shorter than a reference to it. */
const TINY = 16;

/** Where what is told comes from: in full the first time, and a reference to that step in later ones. */
export class Sources {
  private readonly steps = new Map<string, number>();

  /**
   * What is said of some sources in step `n`; empty where nothing is left to say. To be asked in the order in which it
   * is printed.
   */
  told(sources: readonly string[], n: number): string {
    const fresh: string[] = [];
    const earlier = new Set<number>();
    for (const source of new Set(sources)) {
      const step = this.steps.get(source) ?? n;
      if (!this.steps.has(source) || (step < n && source.length <= TINY)) fresh.push(clean(source));
      else if (step < n) earlier.add(step);
      if (!this.steps.has(source) || source.length <= TINY) this.steps.set(source, n);
    }
    if (earlier.size > 0) {
      const steps = listed([...earlier].sort((a, b) => a - b).map(String));
      fresh.push(glued(`as in ${earlier.size === 1 ? 'step' : 'steps'} ${steps}`));
    }
    return fresh.join('; ');
  }
}

/** Does a source say how it is known: `(read)`, `(#2461, read)`, `(derived, 0.7.0 to 2.0.0)`? */
export function saysHow(source: string): boolean {
  return [...source.matchAll(/\(([^()]*)\)/g)].some(([, inner]) =>
    inner!.split(/[,;]/).some((part) => ['read', 'derived'].includes(part.trim())),
  );
}
