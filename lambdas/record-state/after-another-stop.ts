import type { NodeGroup } from '../../src/aws/ports.ts';
import { isAsleep } from '../../src/domain/node-group-record.ts';
import { decodeRunId, decodeSize, recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord } from '../../src/domain/recorded-state.ts';
import type { Run } from '../../src/domain/run.ts';

/**
 * True where an earlier stop has put part of this cluster to sleep and no start has followed: by the records, or by the tags of
 * groups at zero. A zero of which nothing is recorded is then most likely that stop's doing, and no size to come back to.
 */
export function isAfterAnotherStop(
  { id }: Pick<Run, 'id'>,
  groups: readonly NodeGroup[],
  records: readonly NodeGroupRecord[],
): boolean {
  if (records.some(({ phase, runId }) => phase === 'recorded' && runId !== id)) return true;
  return groups.some((group) => {
    const tag = group.tags[recordedSizeTag];
    return isAsleep(group) && decodeSize(tag) !== null && decodeRunId(tag) !== id;
  });
}
