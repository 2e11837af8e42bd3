/** What Paimon does with committables, wherever they are committed. Functions only. */
import { type CommitKind, type Committable, END_OF_INPUT, type FileChanges } from '../messages.ts';

/** What becomes one snapshot. A committable becomes one or two, which are not created at once. */
export interface Half {
  readonly checkpoint: number;
  readonly kind: CommitKind;
  readonly batches: readonly number[];
  readonly through: number;
  /** Which table's, where one committer has several. */
  readonly table?: number;
  /** Where the scenario looks at watermarks: that of the committable. */
  readonly watermark?: number;
  /** Where the scenario looks at files. */
  readonly files?: FileChanges;
}

/** FileStoreCommitImpl.commit: a snapshot of kind APPEND, then one of kind COMPACT if there is something for it. */
export function halves({ checkpoint, batches, compacted, through, table, watermark, files }: Committable): Half[] {
  const half = (kind: CommitKind, of: readonly number[]): Half => ({
    ...{ checkpoint, kind, batches: of, through },
    ...(table !== undefined && { table }),
    ...(watermark !== undefined && { watermark }),
    ...(files && { files: files[kind] }),
  });
  return compacted.length === 0 ? [half('APPEND', batches)] : [half('APPEND', batches), half('COMPACT', compacted)];
}

/** The files that TableCommitImpl.checkFilesExistence looks for. */
export const filesOf = ({ files }: Half): readonly string[] =>
  files ? [...files.added.map(({ name }) => name), ...files.deleted] : [];

/** Committer.combine: one ManifestCommittable of what several writers hand over at one checkpoint. */
export function combine(parts: readonly Committable[]): Committable {
  const batches = parts.flatMap((part) => part.batches).sort();
  const compacted = parts.flatMap((part) => part.compacted).sort();
  return { ...parts[0]!, batches, compacted };
}

/** StoreMultiCommitter.groupByTable: those of one table, where a committer has several; all, where it has one. */
export const ofTable = <C extends { readonly table?: number }>(all: readonly C[], table: number): readonly C[] =>
  all.filter((c) => (c.table ?? table) === table);

const isOfTheEnd = ({ checkpoint }: Committable) => checkpoint === END_OF_INPUT;

/** Is there a committable of the end of input among these? */
export const holdsTheEnd = (committables: readonly Committable[]) => committables.some(isOfTheEnd);

/**
 * CommitterOperator.pollInputs: one committable for each identifier, ascending; those of the end of input are merged. What
 * is new gets the watermark of this moment, where the scenario looks at watermarks.
 */
export function pollInputs(
  pending: readonly Committable[],
  inputs: readonly Committable[],
  watermark?: number,
): readonly Committable[] {
  const polled = watermark === undefined ? inputs : inputs.map((input) => ({ ...input, watermark }));
  const ends = [...pending.filter(isOfTheEnd), ...polled.filter(isOfTheEnd)];
  const others = [...pending, ...polled].filter((c) => !isOfTheEnd(c));
  if (ends.length === 0) return others;
  const merged = {
    checkpoint: END_OF_INPUT,
    batches: ends.flatMap(({ batches }) => batches).sort(),
    compacted: ends.flatMap(({ compacted }) => compacted).sort(),
    through: Math.max(...ends.map(({ through }) => through)),
  };
  return [...others, merged];
}

/** With the remedy of #9284, in the state of a checkpoint: what is not yet all of the end of input says so. */
export const markPartial = (committables: readonly Committable[]) =>
  committables.map((c) => (isOfTheEnd(c) ? { ...c, partial: true as const } : c));

/** With that remedy, of a restored state: what stays pending, as not every writer had ended, and the rest. */
export const partial = (committables: readonly Committable[]) => committables.filter((c) => c.partial);
export const complete = (committables: readonly Committable[]) => committables.filter((c) => !c.partial);
