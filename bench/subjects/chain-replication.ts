import { infinitelyOften, invariant } from '../../src/describe/properties.ts';
import { acknowledgedIsEverywhere, allIsAcknowledged, chainReplication } from '../../test/models/chain-replication.ts';
import { type Subject, subjectOf } from './subject.ts';

export function chainReplicationSubject(replicas: number, writes: number): Subject {
  const liveness = invariant({
    name: 'writes-are-acknowledged',
    about: 'Again and again the head has heard that all it was given to write is everywhere.',
    holds: infinitelyOften(allIsAcknowledged),
  });
  const system = () => chainReplication(replicas, { writes, values: 2 });
  return subjectOf(system, acknowledgedIsEverywhere(replicas), liveness);
}
