import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/program.ts';
import { PLAIN } from '../../src/show/style.ts';

/** What a command wrote. */
export interface Written {
  out: string;
  err: string;
}

/** What a command wrote, and how it ended. */
export interface Ended extends Written {
  code: number;
}

/** A terminal without colours, 80 columns wide, whose texts are kept. */
export function ioIn(cwd: string, written: Written, interrupts: (() => void)[] = []): Io {
  return {
    cwd,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    width: 80,
    style: PLAIN,
    onInterrupt: (listener) => {
      interrupts.push(listener);
      return () => void interrupts.splice(interrupts.indexOf(listener), 1);
    },
    quit: () => undefined,
  };
}

/** Runs one command line in a folder. */
export async function lassoIn(cwd: string, ...argv: string[]): Promise<Ended> {
  const written = { out: '', err: '' };
  return { code: await run(argv, ioIn(cwd, written)), ...written };
}
