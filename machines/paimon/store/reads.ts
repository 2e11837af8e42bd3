/** What writers and committers read of the table: its latest snapshot, and that of this job's commit user. */
import type { AboutTable } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { identifiersOf, latestOf } from '../files.ts';
import { askedBy, emit } from './context.ts';

export const reads = (ask: PaimonAsk) => ({
  actions: {
    answerWriter: emit(({ context, event }) => ({
      type: 'LATEST_SNAPSHOT',
      table: context.table,
      writer: (event as AboutTable<'READ_LATEST_SNAPSHOT'>).writer ?? context.table,
      identifier: context.latestIdentifier,
      ...(ask.is('program', 'dedicated compaction') && { merged: context.merged }),
      ...(ask.feature('looks-at-files') && { files: latestOf(context.snapshots) }),
    })),
    answerCommitter: emit(({ context, event }) => ({
      type: 'COMMITTED_UP_TO',
      table: context.table,
      ...askedBy(event),
      identifier: context.latestIdentifier,
      ...(ask.feature('looks-at-files') && {
        identifiers: identifiersOf(context.snapshots),
        expired: context.expired,
      }),
    })),
  },
});
