import pc from 'picocolors';

/** How things look. Colour only repeats what words and signs say already. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly fault: (text: string) => string;
  readonly change: (text: string) => string;
  readonly plain: (text: string) => string;
}

/** Whether a stream is written to in colour: on a terminal, unless `NO_COLOR` or `--no-color` says otherwise. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): boolean {
  if (env.NO_COLOR || argv.includes('--no-color')) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** A style with colour, or without. */
export function styleOf(color: boolean): Style {
  const c = pc.createColors(color);
  return {
    bold: c.bold,
    dim: c.dim,
    good: c.green,
    bad: (text) => c.bold(c.red(text)),
    warn: c.yellow,
    fault: c.red,
    change: c.cyan,
    plain: String,
  };
}

/** Text and nothing else: for files and pipes. */
export const PLAIN: Style = styleOf(false);
