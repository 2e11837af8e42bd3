import { z } from 'zod';

/**
 * The documents that Lasso writes and reads, as schemas. The JSON Schema files in `schema/` are made from
 * them by `npm run schemas`.
 */

const optionValue = z.union([z.string(), z.number(), z.boolean()]);

const range = z
  .record(z.string(), z.array(optionValue).min(1))
  .describe(
    'A set of configurations: for each option that matters the values it may have; an absent option may have any.',
  )
  .meta({ id: 'Range' });

const kind = z.enum(['safety', 'liveness', 'bound', 'deadlock']);

const message = z
  .looseObject({ type: z.string() })
  .describe('An event: its type and what it carries.')
  .meta({ id: 'Message' });

const stateDocument = z
  .strictObject({
    components: z.record(
      z.string(),
      z.strictObject({
        value: z.unknown().describe("XState's state value."),
        context: z.unknown(),
        status: z.string(),
        timers: z.array(z.string()).describe('The timers that are armed.'),
      }),
    ),
    channels: z
      .record(z.string(), z.array(message))
      .describe('Messages under way, by `channel sender → receiver`; an empty queue is absent.'),
    budgets: z.record(z.string(), z.number()).describe('What is left of each budget.'),
  })
  .describe('A whole state.')
  .meta({ id: 'State' });

const change = z
  .strictObject({
    where: z.string().describe('A component, `channel name sender → receiver`, or `budget NAME`.'),
    path: z.string().describe('The path inside it; empty for the whole.'),
    before: z.unknown().optional().describe('Absent where it was added.'),
    after: z.unknown().optional().describe('Absent where it was removed.'),
  })
  .meta({ id: 'Change' });

const step = z
  .strictObject({
    kind: z.enum(['environment', 'timer', 'delivery', 'loss']),
    actor: z.string().describe('Who takes the first message; for a loss, who would have.'),
    event: message,
    channel: z.string().exactOptional().describe('For a delivery or a loss.'),
    from: z.string().exactOptional().describe('For a delivery or a loss: who sent it.'),
    fault: z.boolean(),
    taken: z.array(
      z.strictObject({
        component: z.string(),
        event: message,
        descriptions: z.array(z.string()).describe('Where the transitions are known from.'),
        ignored: z.boolean().describe('True where every guard was false.'),
      }),
    ),
    sent: z.array(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        channel: z.string(),
        message,
        fate: z.enum(['handled', 'queued', 'dropped']),
      }),
    ),
    changes: z.array(change),
    state: stateDocument.describe('The state after the step.'),
  })
  .describe('One step: what the environment, a timer or a delivery sets off, and every call that follows.')
  .meta({ id: 'Step' });

/** A counterexample. */
export const TraceSchema = z
  .strictObject({
    format: z.literal('lasso-trace-1'),
    system: z.string(),
    invariant: z.string(),
    about: z.string().describe('What the invariant says.'),
    kind,
    violates: z.string().describe('What exactly is violated.'),
    affected: range.describe('The configurations it stands for.'),
    configuration: z
      .record(z.string(), optionValue)
      .describe('One of them, in full, except for options that have a single value.'),
    features: z.record(z.string(), optionValue).describe('Feature overrides in force.'),
    initial: stateDocument,
    stem: z.array(step),
    cycle: z.array(step).describe('Repeated for ever; empty for a finite counterexample.'),
    stays: z.boolean().describe('True where the last state simply stays for ever.'),
    shortest: z.boolean().describe('False where it is a short one rather than proved shortest.'),
  })
  .describe('A counterexample of Lasso: a document that stands on its own.');

/** The steps that lead to a mistake in a model, as `Mistake.trace` has them. */
export const ToldSchema = z.object({ initial: stateDocument, steps: z.array(step) });

const catalogue = z
  .array(
    z.strictObject({
      issue: z.string(),
      link: z.string(),
      title: z.string().describe('What goes wrong.'),
      scenario: z.string(),
      invariant: z.string(),
      kind: z.enum(['range', 'feature only']),
      release: z.string().describe('The option whose releases are told.'),
      releases: z.array(optionValue).describe('The releases that were looked at, oldest first.'),
      found: z.array(optionValue).describe('Those of which some configuration violates the invariant.'),
      published: z
        .strictObject({
          from: z.string().exactOptional(),
          until: z.string().exactOptional(),
          by: z
            .enum(['report', 'releases'])
            .exactOptional()
            .describe('Reported (the default), or read from the releases that have the fix.'),
        })
        .exactOptional(),
      agrees: z.boolean().exactOptional().describe('Absent where nothing can be compared.'),
      steps: z.strictObject({ stem: z.number().int(), cycle: z.number().int() }).exactOptional(),
      fix: z
        .strictObject({
          confirmed: z.boolean(),
          by: z.enum(['release', 'feature', 'remedy']),
          since: optionValue.exactOptional().describe('The release after the last that is affected.'),
          breaks: z.array(z.string()).exactOptional().describe('Invariants that only the remedy violates.'),
        })
        .exactOptional(),
      remark: z.string().exactOptional(),
    }),
  )
  .describe('Known failures, and what the exploration says of each.')
  .meta({ id: 'Catalogue' });

const lossy = z
  .strictObject({
    mode: z.enum(['bitstate', 'hash-compaction']),
    fingerprintBits: z.number().int().exactOptional().describe('Of hash compaction: bits kept of a state.'),
    seed: z.number().int().describe('Another seed leaves out other states.'),
    remembered: z.number().int().describe('States explored, and those whose configurations were divided.'),
    bytes: z.number().int().describe('Size of the table, or of the array of bits.'),
    fill: z.number().describe('The part of it that is used, 0 to 1.'),
    omission: z.number().describe('The probability that at least one state was left out, 0 to 1.'),
    expectedOmissions: z
      .number()
      .describe('How many states are expected to have been left out, not counting what only they lead to.'),
  })
  .describe('How states were remembered, where some may have been taken for others: only violations are final.')
  .meta({ id: 'Lossy' });

const result = z.strictObject({
  model: z.string(),
  complete: z
    .boolean()
    .describe('False where a limit stopped the run before the end, or states may have been left out.'),
  checkpoint: z.string().exactOptional().describe('Where it was stopped: the file from which it can be continued.'),
  configurations: z.number().int().describe('Number of configurations in the space explored.'),
  states: z.number().int(),
  transitions: z.number().int(),
  seconds: z.number(),
  family: z
    .strictObject({
      nodes: z.number().int().describe('Number of nodes explored, each a state for a set of configurations.'),
      alone: z.number().int().describe('The states that all configurations have one by one, together; exact.'),
      share: z.number().describe('The former divided by the latter.'),
    })
    .exactOptional()
    .describe('What the configurations shared; absent with a reduction.'),
  shards: z.number().int().exactOptional().describe('How many shards were merged; states and transitions are sums.'),
  lossy: lossy.exactOptional(),
  reductions: z
    .array(
      z.strictObject({
        reduction: z.string(),
        states: z.number().int().describe('Number of states that were explored.'),
        standFor: z
          .number()
          .int()
          .exactOptional()
          .describe('Number of states that these stand for, where it is known.'),
        about: z.string().describe('What was saved, in one sentence.'),
      }),
    )
    .exactOptional()
    .describe('What the reductions that were asked for have saved.'),
  invariants: z.array(
    z.strictObject({
      name: z.string(),
      kind,
      verdict: z.enum(['holds', 'violated', 'inconclusive', 'vacuous']),
      expected: z.boolean().describe('True where the baseline accepts exactly the configurations that violate it.'),
      violating: z.number().int().describe('Number of configurations that violate it.'),
      affected: z
        .array(range)
        .describe('Exactly the configurations that violate it; where the run is not complete, at least these.'),
      reason: z.string().exactOptional().describe('What was not looked at, where that is why it is inconclusive.'),
      bounds: z
        .array(z.strictObject({ value: z.union([z.number(), z.literal('unbounded')]), affected: z.array(range) }))
        .min(1)
        .exactOptional()
        .describe('The worst case, largest first; absent where there is none.'),
      counterexamples: z.array(z.string()).describe('Paths of the traces, one for each affected range.'),
    }),
  ),
});

/** What `lasso check --format json` prints. */
export const ResultSchema = result
  .extend({
    scenario: z.string().exactOptional().describe('The scenario; absent for the main model.'),
    scenarios: z
      .array(result.extend({ scenario: z.string() }))
      .exactOptional()
      .describe('The other models of the run, where several were explored.'),
    catalogue: catalogue.exactOptional(),
  })
  .describe('The result of one run of `lasso check --format json`.');

/** A baseline: violations that are known and accepted. */
export const BaselineSchema = z
  .array(
    z.strictObject({
      invariant: z.string(),
      affected: z.array(range).min(1).describe('The configurations for which the violation is accepted.'),
      reason: z.string().min(1).describe('Why it is accepted.'),
      link: z.string().exactOptional().describe('Where it is discussed.'),
    }),
  )
  .describe('Violations that are known and accepted: `invariants/baseline.json`.');

export type ResultDocument = z.infer<typeof ResultSchema>;
export type CatalogueDocument = z.infer<typeof catalogue>;
export type BaselineEntry = z.infer<typeof BaselineSchema>[number];

/** The JSON Schema files, by name. */
export function jsonSchemas(): Readonly<Record<string, unknown>> {
  return {
    'trace.schema.json': z.toJSONSchema(TraceSchema),
    'result.schema.json': z.toJSONSchema(ResultSchema),
    'baseline.schema.json': z.toJSONSchema(BaselineSchema),
  };
}

/** What is wrong with a document, in one line: where, and what was expected. */
export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'it does not fit the schema';
  const where = issue.path.map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`)).join('');
  const more = error.issues.length - 1;
  const said = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return `${where === '' ? 'the document' : where.replace(/^\./, '')}: ${said}${more > 0 ? ` (and ${more} more)` : ''}`;
}
