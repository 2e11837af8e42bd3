import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import type { Trace } from '../describe/result.ts';
import { MAIN } from '../describe/scenario.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import type { End } from './program.ts';

interface ShowFlags {
  readonly format: 'text' | 'mermaid' | 'json';
  readonly scenario?: string;
}

/** Where `lasso check` writes a trace of a scenario. */
function traceOf(scenario: string, name: string): string {
  const file = name.endsWith('.json') ? name : `${name}.json`;
  return scenario === MAIN ? join('traces', file) : join('traces', scenario, file);
}

/** Adds `lasso show`. */
export function addShow(program: Command, io: Io, end: End): void {
  program
    .command('show')
    .summary('show a trace that was written')
    .description('Shows a counterexample that lasso check wrote, as text, as a Mermaid diagram or as JSON.')
    .argument('<trace>', 'a trace in JSON, for example traces/restore-completes.json; with --scenario its name')
    .option('-S, --scenario <name>', 'the trace of this invariant of a scenario, in traces/')
    .addOption(new Option('-f, --format <format>', 'how').choices(['text', 'mermaid', 'json']).default('text'))
    .action(async (path: string, { format, scenario }: ShowFlags) => {
      const trace = await readTrace(scenario === undefined ? path : traceOf(scenario, path), io.cwd);
      io.out(await traceAs(format, trace, io));
      end(EXIT.expected);
    });
}

/**
 * Reads a trace.
 * @throws Mistake for a file that does not exist or is not a trace
 */
export async function readTrace(path: string, cwd: string): Promise<Trace> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Mistake(missing ? `there is no file '${path}'; expected a trace in JSON` : `cannot read '${path}'`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Mistake(`'${path}' is not JSON; expected a trace that 'lasso check' wrote, such as traces/….json`);
  }
  const { firstProblem, TraceSchema } = await import('../show/schema.ts');
  const parsed = TraceSchema.safeParse(document);
  if (!parsed.success) throw new Mistake(`'${path}' is not a trace: ${firstProblem(parsed.error)}`);
  return parsed.data;
}

async function traceAs(format: 'text' | 'mermaid' | 'json', trace: Trace, io: Io): Promise<string> {
  if (format === 'mermaid') return (await import('../show/mermaid.ts')).traceMermaid(trace);
  if (format === 'json') return (await import('../show/json.ts')).traceJson(trace);
  return (await import('../show/text.ts')).traceText(trace, { width: io.width, style: io.style });
}
