import { PLAIN, type Style, styleOf, wantsColor } from '../show/style.ts';

/** What a command reads from and writes to: the process, or a test. */
export interface Io {
  readonly cwd: string;
  /** Results. */
  readonly out: (text: string) => void;
  /** Messages, each with its line end. */
  readonly err: (text: string) => void;
  /** What goes on, for somebody who waits, as one line; absent where nobody does. */
  readonly note?: (text: string) => void;
  /** Columns of what is written to `out`. */
  readonly width: number;
  readonly style: Style;
  /** Where the progress bar is drawn; undefined for none. */
  readonly terminal?: NodeJS.WriteStream;
  /** Calls back at each Ctrl-C until the function that is returned is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Ends the process at once. */
  readonly quit: (code: number) => void;
}

/** Columns in a pipe, and the most that are used on a terminal: longer lines are hard to read. */
const IN_A_PIPE = 80;
const MOST = 120;

/** The process that runs the command line. */
export function processIo(argv: readonly string[]): Io {
  const { stdout, stderr } = process;
  // A reader that has seen enough (`| head`) is no failure.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
  const columns = stdout.columns ?? Number.parseInt(process.env.COLUMNS ?? '', 10);
  return {
    cwd: process.cwd(),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    note: (text) => void stderr.write(`lasso: ${text}\n`),
    width: Math.min(MOST, Math.max(40, Number.isFinite(columns) && columns > 0 ? columns : IN_A_PIPE)),
    style: wantsColor(stdout, process.env, argv) ? styleOf(true) : PLAIN,
    terminal: stderr,
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
    quit: (code) => process.exit(code),
  };
}
