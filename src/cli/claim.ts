import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Mistake } from '../describe/mistake.ts';
import type { Configuration } from '../describe/options.ts';
import { MAIN } from '../describe/scenario.ts';
import { Space, unknown } from '../describe/space.ts';
import { wrap } from '../show/layout.ts';
import { type Check, type Checked, lazyCheck } from './checker.ts';
import { folderOf } from './conclude.ts';
import { EXIT } from './exit.ts';
import { addExploreFlags, budgeted, checkOptions, type ExploreFlags, explore } from './explore.ts';
import type { Io } from './io.ts';
import { loadModel, type Model, modelCalled, shortPath } from './model.ts';
import type { End } from './program.ts';

export interface ClaimFlags extends ExploreFlags {
  readonly given?: string;
  readonly scenario?: string;
  readonly out: string;
}

/** Adds `lasso claim`. */
export function addClaim(program: Command, io: Io, end: End): void {
  const command = program
    .command('claim')
    .summary('judge a published explanation of a violation')
    .description(
      'Judges an explanation of a violation: is each of its conditions necessary, and are all of them together ' +
        'sufficient? Each "no" comes with a configuration that shows it, and with a trace where there is one.',
    )
    .argument('<invariant>', 'what is violated')
    .argument('<conditions>', "the explanation: 'option=value option=a,b release=a..b'")
    .argument('[model]', "module that exports 'system' and 'invariants', or its folder (default: invariants/)")
    .option('-S, --scenario <name>', 'a violation of this scenario (default: main)')
    .option('-g, --given <conditions>', 'judge it within these conditions too')
    .option('--out <folder>', 'where traces are written, in the folder claims', 'traces');
  addExploreFlags(command)
    .addHelpText('after', EXAMPLE)
    .action(async (invariant: string, conditions: string, model: string | undefined, flags: ClaimFlags) => {
      const its = modelCalled(await loadModel(model, io.cwd), flags.scenario ?? MAIN);
      end(await claimCommand(its, invariant, conditions, flags, io, lazyCheck));
    });
}

const EXAMPLE = `
Example
  lasso claim restore-completes "execution.checkpointing.interval=unset commit.force-create-snapshot=true" \\
    --given "paimon=0.8.0..1.0.1 mode=table,divided"
`;

/**
 * Judges a claim about an invariant of a model that is loaded.
 * @returns the exit code: 0 whatever the claim is worth, or that of a run that was stopped
 * @throws Mistake, before anything is explored, for names and conditions that do not fit the model
 */
export async function claimCommand(
  model: Model,
  invariant: string,
  conditions: string,
  flags: ClaimFlags,
  io: Io,
  check: Check,
): Promise<number> {
  const { system, invariants } = budgeted(model, flags);
  const names = invariants.map((i) => i.name);
  if (!names.includes(invariant)) throw unknown('invariant', invariant, names);
  const { claimText, judgeClaim, parseConjuncts } = await import('../describe/claim.ts');
  const options = checkOptions(flags, system, [invariant]);
  const whole = new Space(system.options, { restrict: options.set ?? {} });
  const claim = parseConjuncts(whole, conditions);
  const given = parseConjuncts(whole, flags.given ?? '');
  if (claim.length === 0) throw new Mistake('the claim has no condition; expected option=value, one or more');
  const folder = folderOf(model, resolve(io.cwd, flags.out));
  const { ensureWritable, writeTrace } = await import('../show/files.ts');
  ensureWritable(folder);

  const checked = await explore(check, system, invariants, options, io);
  const { report, space, violating } = checked;
  if (!report.complete) {
    io.err(`lasso: stopped before the end (${report.stoppedBy ?? 'interrupted'}): the claim cannot be judged\n`);
    return EXIT.stopped;
  }
  const result = judgeClaim(space, violating.get(invariant) ?? space.empty(), claim, given);
  io.out(`${invariant}\n${indented(claimText(result), io.width)}\n`);
  const shown = new Set<Configuration>();
  for (const { text, counter, conjunct } of [result.general, ...(result.context ? [result.context] : [])].flatMap(
    (j) => j.conjuncts,
  )) {
    if (!counter || shown.has(counter.configuration)) continue;
    shown.add(counter.configuration);
    const trace = await traceFor(counter.configuration, model, invariant, check);
    if (!trace) continue;
    const within = result.context?.conjuncts.some((c) => c.counter === counter) ? '-given' : '';
    const name = `${invariant}-without-${conjunct.option.replace(/[^\w.-]/g, '_')}${within}`;
    const path = writeTrace(join(folder, 'claims'), name, trace);
    io.out(...wrapped(`A violation without ${text}: ${shortPath(path, io.cwd).replace(/json$/, 'txt')}`, io.width));
  }
  return EXIT.expected;
}

/** The counterexample of one configuration. */
async function traceFor(
  configuration: Configuration,
  { system, invariants }: Model,
  invariant: string,
  check: Check,
): Promise<Checked['report']['verdicts'][number]['counterexamples'][number] | undefined> {
  const set = Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, [value]]));
  const { report } = await check(system, invariants, { set, only: [invariant] });
  return report.verdicts[0]?.counterexamples[0];
}

/** Lines broken at the width, each with its own indent kept. */
function indented(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)![0];
      return wrap(line.trim(), width, indent, indent === '' ? '' : `${indent}  `);
    })
    .join('\n');
}

const wrapped = (text: string, width: number): [string] => [`${wrap(text, width, '', '  ').join('\n')}\n`];
