/** What becomes of the table's snapshots apart from the job's commits: other jobs, expiry and tags. */
import { type CompactTable, type CreateTags, type DataFile, type DeleteTag, END_OF_INPUT } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { identifiersOf, latestOf } from '../files.ts';
import { assign, type Guards, including, namesOf } from './context.ts';

export const maintenance = (ask: PaimonAsk) => ({
  guards: {
    'has something to merge': ({ context }) => latestOf(context.snapshots).some(({ level }) => level === 0),
    'has a snapshot': ({ context }) => context.snapshots.length > 0,
    'has old snapshots': ({ context }) => context.snapshots.length > 1,
    'has committed': ({ context }) => context.latestIdentifier > 0,
    'has its commit user': () => ask.feature('shares-commit-user'),
  } satisfies Guards,

  actions: {
    // Another job merges all files into one.
    mergeFiles: assign(({ context, event }) => {
      const files = latestOf(context.snapshots);
      const identifier = (event as CompactTable).number;
      const batches = files.flatMap((file) => file.batches).sort((a, b) => a - b);
      const sequence = Math.max(...files.map((file) => file.sequence));
      const merged: DataFile = { name: `other.${identifier}`, level: 1, batches, sequence };
      return {
        snapshots: [
          ...context.snapshots,
          { user: 'other' as const, identifier, kind: 'COMPACT' as const, files: [merged] },
        ],
      };
    }),

    // Snapshots expire, apart from the latest and the one with a tag.
    tagSnapshot: assign({ tagged: ({ context }) => context.snapshots.at(-1)! }),
    expireSnapshots: assign(({ context }) => {
      const kept = context.snapshots.slice(-1);
      const needed = [...kept, ...(context.tagged ? [context.tagged] : [])].flatMap(({ files }) => namesOf(files));
      const gone = context.snapshots.flatMap(({ files }) => namesOf(files)).filter((name) => !needed.includes(name));
      return {
        snapshots: kept,
        expired: [...new Set([...context.expired, ...gone])].sort(),
        latestIdentifier: identifiersOf(kept)[0] ?? 0,
      };
    }),
    dropPartition: assign(({ context }) => {
      const identifier = ask.feature('partition-expiry-is-newest') ? END_OF_INPUT : context.latestIdentifier;
      const files = latestOf(context.snapshots);
      return {
        latestIdentifier: identifier,
        snapshots: [...context.snapshots, { user: 'job' as const, identifier, kind: 'OVERWRITE' as const, files }],
      };
    }),

    // Tags for savepoints.
    createTags: assign({
      tags: ({ context, event }) =>
        including(
          context.tags,
          context.identifiers.filter((i) => (event as CreateTags).identifiers.includes(i)),
        ),
    }),
    deleteTag: assign({
      tags: ({ context, event }) => context.tags.filter((tag) => tag !== (event as DeleteTag).identifier),
    }),

    // The commit user: shared with another job, or a new one.
    takeOver: assign({ latestIdentifier: ({ event }) => (event as { identifier: number }).identifier }),
    forgetUser: assign({ latestIdentifier: 0 }),
  },
});
