import type { NodeGroup } from '../../src/aws/ports.ts';
import { sizeInWords } from '../../src/domain/node-group-record.ts';
import type { NodeGroupRecord } from '../../src/domain/recorded-state.ts';
import type { Notes } from '../phase.ts';

/** Says which node groups were put to sleep and have been deleted since: no start can bring them back. */
export function warnOfGoneGroups(
  { notes }: { readonly notes: Notes },
  records: readonly NodeGroupRecord[],
  groups: readonly Pick<NodeGroup, 'name'>[],
): void {
  for (const record of records) {
    if (record.phase !== 'recorded' || groups.some(({ name }) => name === record.name)) continue;
    notes.warn(
      `Node group ${record.name} is recorded with ${sizeInWords(record)} and no longer exists in EKS: it does not come back. ` +
        `Create it again, or delete its item NODEGROUP#${record.name} from the table.`,
    );
  }
}
