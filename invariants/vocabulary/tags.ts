/** Words about tags that a table creates by itself. */
import type { system } from '../../machines/scenarios/tag-creation.ts';
import type { ViewOf } from '../../src/index.ts';
import { TABLES, type Table } from './cdc.ts';

export type TagState = Pick<ViewOf<typeof system>, 'tagCreation' | 'committer'>;

/** Some day has a tag, a checkpoint of this day has been notified and dealt with, and the day before has none. */
export const yesterdayHasNoTag = ({ tagCreation }: TagState, table: Table) => {
  const { dealtWithOn, nextTag } = tagCreation[table]!.context;
  return nextTag !== null && nextTag < dealtWithOn;
};

/** An empty snapshot is being forced, and no day waits for its tag. */
const isForcedInVain = ({ tagCreation, committer }: TagState, table: Table) => {
  const { nextTag, today } = tagCreation[table]!.context;
  return committer[table]!.context.pass === 'forced' && nextTag !== null && today <= nextTag;
};

export const someTableHasNoTagOfYesterday = (state: TagState) =>
  TABLES.some((table) => yesterdayHasNoTag(state, table));
export const aSnapshotIsForcedInVain = (state: TagState) => TABLES.some((table) => isForcedInVain(state, table));
