/** Snapshots and their files, as far as a scenario looks at them: what a commit reads, and what may forbid it. */
import type { CommitKind, DataFile, FileChanges } from '../messages.ts';

export interface Snapshot {
  readonly user: 'job' | 'other';
  readonly identifier: number;
  readonly kind: CommitKind | 'OVERWRITE';
  /** All files of the table as it is in this snapshot. */
  readonly files: readonly DataFile[];
}

export const NO_CHANGES: FileChanges = { added: [], deleted: [] };

/** A table's files after a change: Paimon's ManifestEntry.mergeEntries. */
export function apply(files: readonly DataFile[], { added, deleted }: FileChanges): readonly DataFile[] {
  return [...files.filter(({ name }) => !deleted.includes(name)), ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * FileStoreCommitImpl.noConflictsOrFail: a file that is there already is added, one that is not there is deleted, or two
 * files of a level above 0 overlap. The model has one bucket, and all records have the same key.
 */
export function conflicts(
  files: readonly DataFile[],
  changes: FileChanges,
  looksAt: 'all files' | 'deleted files' = 'all files',
): boolean {
  const isThere = (name: string) => files.some((file) => file.name === name);
  if (looksAt === 'deleted files') return changes.deleted.some((name) => !isThere(name));
  return (
    changes.added.some(({ name }) => isThere(name) && !changes.deleted.includes(name)) ||
    changes.deleted.some((name) => !isThere(name)) ||
    apply(files, changes).filter(({ level }) => level > 0).length > 1
  );
}

/** The identifiers of the job's snapshots, newest first: what `filterCommitted` finds when it walks back. */
export function identifiersOf(snapshots: readonly Snapshot[]): readonly number[] {
  return snapshots.flatMap(({ user, identifier }) => (user === 'job' ? [identifier] : [])).reverse();
}

export const latestOf = (snapshots: readonly Snapshot[]): readonly DataFile[] => snapshots.at(-1)?.files ?? [];

/** The records that a flush and a finished compaction put into files, for the committable of a checkpoint. */
export function write(
  known: readonly DataFile[],
  { name, batches, merges }: { readonly name: string; readonly batches: readonly number[]; readonly merges: boolean },
): { readonly files: readonly DataFile[]; readonly APPEND: FileChanges; readonly COMPACT: FileChanges } {
  const sequence = Math.max(0, ...known.map((file) => file.sequence)) + batches.length;
  const added: DataFile[] = batches.length === 0 ? [] : [{ name: `${name}-flushed`, level: 0, batches, sequence }];
  const files = [...known, ...added];
  const APPEND = { added, deleted: [] };
  if (!merges) return { files, APPEND, COMPACT: NO_CHANGES };
  const all = files.flatMap((file) => file.batches).sort((a, b) => a - b);
  const merged: DataFile = { name: `${name}-merged`, level: 1, batches: all, sequence };
  return { files: [merged], APPEND, COMPACT: { added: [merged], deleted: files.map((file) => file.name) } };
}
