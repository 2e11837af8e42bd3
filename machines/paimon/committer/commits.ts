/** How a committer commits, whatever the reason: one half of a committable after the other. */
import type { Committed, LatestIdentifier } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { type Half, ofTable } from '../committables.ts';
import { assign, type Context, emit, enqueueActions, FRESH, type Guards } from './context.ts';

export const commits = (ask: PaimonAsk) => ({
  guards: {
    'everything is committed': ({ context, event }) =>
      uncommitted(ask, context, event as LatestIdentifier<'COMMITTED_UP_TO'>).length === 0,
    'another table is to be filtered': ({ context }) => context.toFilter.length > 0,
    'there is more to commit': ({ context }) => context.toCommit.length > 1,
  } satisfies Guards,

  actions: {
    // What may have been committed before is filtered, table by table.
    filterCommitted: enqueueActions(({ context, enqueue }) => {
      const { tables, toCommit } = context;
      const [table = 0, ...toFilter] = tables.filter((t) => ofTable(toCommit, t).length > 0);
      enqueue.assign({ toFilter });
      enqueue.emit({ type: 'FILTER_COMMITTED', table, ...nameOf(context) });
    }),
    filterNext: enqueueActions(({ context, enqueue }) => {
      const [table = 0, ...toFilter] = context.toFilter;
      enqueue.assign({ toFilter });
      enqueue.emit({ type: 'FILTER_COMMITTED', table, ...nameOf(context) });
    }),
    keepUncommitted: assign({
      toCommit: ({ context, event }) => uncommitted(ask, context, event as LatestIdentifier<'COMMITTED_UP_TO'>),
    }),

    // One commit after the other.
    commitNext: emit(({ context }) => ({ type: 'COMMIT', ...commitOf(ask, context, context.toCommit[0]!) })),
    takeAnswer: assign(({ context, event }) => ({
      toCommit: context.toCommit.slice(1),
      newSnapshot: context.newSnapshot || (event as Committed).newSnapshot,
    })),

    // The attempt ends.
    throwException: enqueueActions(({ context, enqueue }) => {
      const { table, latestReported: checkpoint } = context;
      enqueue.emit({ type: 'TASK_FAILED', onPurpose: false, table, checkpoint });
      enqueue.assign(FRESH);
    }),
    goOnAlone: enqueueActions(({ context, enqueue }) => {
      enqueue.emit({ type: 'LEFT_BEHIND', commits: context.toCommit.map((half) => commitOf(ask, context, half)) });
      enqueue.assign(FRESH);
    }),
    reset: assign(FRESH),
  },
});

/** FileStoreCommitImpl.filterCommitted: what is left to commit, as the table's snapshots are. */
export function uncommitted(
  ask: PaimonAsk,
  { toCommit }: Context,
  { table, identifier, identifiers }: LatestIdentifier<'COMMITTED_UP_TO'>,
): readonly Half[] {
  if (identifiers === undefined || ask.feature('filters-by-high-water-mark')) {
    return toCommit.filter((half) => (half.table ?? table) !== table || half.checkpoint > identifier);
  }
  const left = new Set(toCommit.map((half) => half.checkpoint));
  for (const committed of identifiers) if (!left.delete(committed)) break;
  return toCommit.filter((half) => left.has(half.checkpoint));
}

function commitOf(ask: PaimonAsk, context: Context, half: Half) {
  const { checkpoint: identifier, kind, batches, through, watermark, files, table = context.tables[0]! } = half;
  const looked = files && { files, restored: context.pass === 'recovery' };
  const ignoreEmptyCommit = batches.length === 0 && ignoresEmptyCommit(ask, context);
  const marked = watermark === undefined ? {} : { watermark };
  return { table, identifier, kind, batches, through, ignoreEmptyCommit, ...nameOf(context), ...marked, ...looked };
}

/** To whom a table answers, where it is not the only committer. */
const nameOf = ({ table, tables }: Context) => (tables.includes(table) ? {} : { committer: table });

/** What FlinkWriteSink.createCommitterFactory passes to ignoreEmptyCommit, and the remedies that change it. */
function ignoresEmptyCommit(ask: PaimonAsk, { streamingCheckpointEnabled, pass }: Context): boolean {
  const ignores = ask.feature('ignores-empty-commits');
  const sinkIgnores = ignores === 'where checkpoints are off' ? !streamingCheckpointEnabled : ignores === 'always';
  return (
    sinkIgnores &&
    !(ask.feature('commits-empty-when-forced') && ask.is('commit.force-create-snapshot', true)) &&
    !(ask.feature('commits-empty-committables') && pass !== 'forced')
  );
}
