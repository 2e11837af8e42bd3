/** From task to task, in order: the source to the writers, the writers to the committers. */
import type { FileChanges } from './files.ts';

/** A record of a table, or several that belong together. */
export interface Records {
  readonly type: 'RECORDS';
  readonly table: number;
  readonly batch: number;
  /** Which writer of the table, where it has several. */
  readonly writer?: number;
}

/** In order with the records: no earlier one comes any more. It says how many batches came before it. */
export interface Watermark {
  readonly type: 'WATERMARK';
  readonly watermark: number;
}

/** `Watermark.MAX_WATERMARK`: nothing comes any more. */
export const MAX_WATERMARK = 9999;

/** The source to a writer: EndOfData, the input of this writer has ended. */
export interface EndOfData {
  readonly type: 'END_OF_DATA';
  readonly writer: number;
  readonly through: number;
}

/**
 * What is taken. A savepoint is not put into the store, and no task is notified of it; a synchronous savepoint is that of
 * a stop-with-savepoint: it is not put into the store either, but the tasks are notified, and end.
 */
export type SnapshotKind = 'checkpoint' | 'savepoint' | 'synchronous savepoint';

/** The coordinator or the source to what comes behind it. */
export interface Barrier {
  readonly type: 'BARRIER';
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly through: number;
}

/** `Long.MAX_VALUE`: the commit identifier of the end of input, newer than every checkpoint. */
export const END_OF_INPUT = 9999;

/** A ManifestCommittable: what the writers of one table hand over at one checkpoint. */
export interface Committable {
  /** Which table's, where one committer has several. */
  readonly table?: number;
  /** The checkpoint, or END_OF_INPUT: its commit identifier. */
  readonly checkpoint: number;
  /** The batches of data whose new files it adds; empty: there was an idle writer and nothing new. */
  readonly batches: readonly number[];
  /** The batches whose files a finished compaction has merged; empty: there is no COMPACT half. */
  readonly compacted: readonly number[];
  /** The files of both halves, where the scenario looks at files. */
  readonly files?: { readonly APPEND: FileChanges; readonly COMPACT: FileChanges };
  /** Where the scenario looks at watermarks: what the committer had heard last when it took this. */
  readonly watermark?: number;
  /** The name of the transaction that it stands for, where a connector has transactions. */
  readonly transaction?: number;
  /** Ghost: the source's offset at that checkpoint, so that what is committed can be compared with what is owed. */
  readonly through: number;
  /** In the state of a checkpoint, with the remedy of #9284: some writer had not come to its end of input. */
  readonly partial?: true;
}

/** A writer to its committer: the committables of `prepareSnapshotPreBarrier`, then the barrier. */
export interface CommittableAndBarrier {
  readonly type: 'COMMITTABLE_AND_BARRIER';
  readonly table: number;
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly committable: Committable | null;
}

/** A writer to its committer: the committable of `endInput`, if it has one, then EndOfData. */
export interface CommittableAndEndOfData {
  readonly type: 'COMMITTABLE_AND_END_OF_DATA';
  readonly table: number;
  readonly committable: Committable | null;
}
