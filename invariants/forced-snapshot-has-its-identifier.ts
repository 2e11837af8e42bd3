import { invariant, never } from '../src/index.ts';
import {
  forceCreateIsOn,
  notificationIsDealtWith,
  type State,
  snapshotOfNotification,
  TABLES,
} from './vocabulary/cdc.ts';

const aNotifiedCheckpointHasNoSnapshot = (state: State) =>
  TABLES.some((table) => notificationIsDealtWith(state, table) && !snapshotOfNotification(state, table)) &&
  forceCreateIsOn(state);

export const forcedSnapshotHasItsIdentifier = invariant({
  name: 'forced-snapshot-has-its-identifier',
  about:
    'With force-create on, a notification that is delivered leaves a snapshot with the identifier of its checkpoint.',
  holds: never(aNotifiedCheckpointHasNoSnapshot),
});
