import { invariant, never } from '../src/index.ts';
import {
  forceCreateIsOn,
  notificationIsDealtWith,
  type State,
  snapshotOfNotification,
  TABLES,
  type Table,
} from './vocabulary/cdc.ts';

const isMissing = (state: State, table: Table) =>
  notificationIsDealtWith(state, table) &&
  state.committer[table]!.context.lastNotification === 'no snapshot' &&
  !snapshotOfNotification(state, table);

const aForcedSnapshotIsMissing = (state: State) =>
  TABLES.some((table) => isMissing(state, table)) && forceCreateIsOn(state);

export const forcedSnapshotIsCreated = invariant({
  name: 'forced-snapshot-is-created',
  about:
    'With force-create on, a notification that is delivered leaves a new snapshot in each table, unless that of its checkpoint is there.',
  holds: never(aForcedSnapshotIsMissing),
});
