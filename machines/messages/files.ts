/** Data files of a table, where the scenario looks at files. */

/** A data file of a table, where the scenario looks at files. A name is never given again. */
export interface DataFile {
  readonly name: string;
  /** 0: as it was flushed; 1: the result of a compaction, with the changelog of its records. */
  readonly level: 0 | 1;
  /** The batches of data whose records it holds, in their order. */
  readonly batches: readonly number[];
  /** The sequence number of the last of them. The records before it have the numbers before it. */
  readonly sequence: number;
}

/** What a snapshot changes: files added, and the names of files that are no longer part of the table. */
export interface FileChanges {
  readonly added: readonly DataFile[];
  readonly deleted: readonly string[];
}
