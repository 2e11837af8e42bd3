import type { Report, Verdict } from '../describe/result.ts';
import type { Judged } from '../show/judged.ts';

/** What the command line says with its exit code. Where TLC has a code for it, it is TLC's. */
export const EXIT = {
  /** All verdicts are as expected. */
  expected: 0,
  /** Wrong use, or a model that is not well formed. */
  mistake: 2,
  /** A limit or Ctrl-C stopped the run before the end. */
  stopped: 3,
  /** A deadlock that is not accepted. */
  deadlock: 11,
  /** A violation of a safety property or a bound that is not accepted. */
  safety: 12,
  /** A violation of a liveness property that is not accepted. */
  liveness: 13,
  /** A violation that was accepted has vanished. */
  vanished: 14,
  /** A catalogue on file is not what the run says. */
  stale: 15,
  /** Another engine does not agree: `lasso crosscheck`. */
  disagrees: 16,
  /** A program that a command needs is not installed (EX_UNAVAILABLE of sysexits.h). */
  missing: 69,
  /** The tool contradicts itself: a counterexample that does not replay, or a defect. */
  internal: 70,
} as const;

/** The order in which one code is chosen where several apply. */
const PRECEDENCE: readonly number[] = [70, 69, 2, 3, 11, 12, 13, 14, 15, 16, 0];

/** The first of some codes by precedence; 0 where there is none. */
export function worst(codes: Iterable<number>): number {
  const all = new Set(codes);
  return PRECEDENCE.find((code) => all.has(code)) ?? 0;
}

/** The exit code of a new violation. */
export function exitOf(kind: Verdict['kind']): number {
  if (kind === 'deadlock') return EXIT.deadlock;
  return kind === 'liveness' ? EXIT.liveness : EXIT.safety;
}

/** The exit code of a run that ended, with what the baseline says of its verdicts. */
export function exitCode(report: Report, judged: ReadonlyMap<string, Judged>): number {
  const codes: number[] = [];
  if (!report.complete) codes.push(EXIT.stopped);
  for (const { name, kind, verdict } of report.verdicts) {
    if (verdict === 'inconclusive') codes.push(EXIT.stopped);
    const { added = 0, vanished = 0 } = judged.get(name) ?? {};
    if (added > 0) codes.push(exitOf(kind));
    if (vanished > 0 && report.complete) codes.push(EXIT.vanished);
  }
  return worst(codes);
}

/** The codes for `--help`. */
export const EXIT_HELP = `
Exit codes
  0   all verdicts are as expected        11  new deadlock
  2   wrong use, or a mistake in a model  12  new violation of safety or of a bound
  3   stopped before the end              13  new violation of liveness
  70  Lasso contradicts itself            14  an accepted violation has vanished
  69  a program is not installed          15  a catalogue on file is stale
                                          16  another engine does not agree
`;
