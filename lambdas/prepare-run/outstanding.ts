import type { NodeGroup, NodeGroups, RecordStore } from '../../src/aws/ports.ts';
import { AccessDeniedError, ClusterUnreachableError } from '../../src/domain/errors.ts';
import { sizeToRestore } from '../../src/domain/node-group-record.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { AutoscalerRecord, NodeGroupRecord, WebhookRecord } from '../../src/domain/recorded-state.ts';

/** What the table holds of a cluster. */
export interface TableContents {
  readonly nodeGroups: readonly NodeGroupRecord[];
  readonly others: readonly (AutoscalerRecord | WebhookRecord)[];
  /** Something is there that cannot be read: nobody knows whether it is outstanding. */
  readonly hasUnreadable: boolean;
}

type Records = Pick<RecordStore, 'nodeGroups' | 'autoscalers' | 'webhooks'>;

export async function readTable(records: Records): Promise<TableContents> {
  const [sizes, autoscalers, webhooks] = [
    await records.nodeGroups(),
    await records.autoscalers(),
    await records.webhooks(),
  ];
  return {
    nodeGroups: sizes.records,
    others: [...autoscalers.records, ...webhooks.records],
    hasUnreadable: [sizes, autoscalers, webhooks].some(({ unreadable }) => unreadable.length > 0),
  };
}

/** True for a record of what is still to be brought back. */
export function isOutstanding({ phase }: { readonly phase: string }): boolean {
  return phase === 'recorded';
}

/** The node groups whose size is still to be brought back, by the table or by their tag. */
export function outstandingGroups(groups: readonly NodeGroup[], records: readonly NodeGroupRecord[]): NodeGroup[] {
  return groups.filter((live) => {
    const record = records.find(({ name }) => name === live.name) ?? null;
    return sizeToRestore({ live, record, tag: live.tags[recordedSizeTag] }) !== null;
  });
}

/**
 * Says whether a stop left anything of a cluster to bring back, by the table or else by the tags of its node groups. Kubernetes is
 * not asked: an excluded cluster mostly has no access entry, and every stop writes table and tags before it changes anything.
 */
export async function hasOutstanding({
  records,
  nodeGroups,
}: {
  readonly records: Records;
  readonly nodeGroups: Pick<NodeGroups, 'list'>;
}): Promise<boolean> {
  const table = await readTable(records);
  if (table.hasUnreadable || [...table.nodeGroups, ...table.others].some(isOutstanding)) return true;
  try {
    return outstandingGroups(await nodeGroups.list(), table.nodeGroups).length > 0;
  } catch (error) {
    // A cluster that this product was never let into has nothing of ours on it.
    if (error instanceof AccessDeniedError || error instanceof ClusterUnreachableError) return false;
    throw error;
  }
}
