import type { Grant } from './grant.ts';

type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

/** What the key of the table is needed for: DynamoDB decrypts the table's own key in the name of whoever reads or writes. */
export const tableKey: Grant = {
  actions: ['kms:Decrypt'],
  on: 'key',
  why: 'The table is encrypted.',
  via: 'dynamodb',
};

/** Items of clusters alone: no function of a run can touch the slots of schedules. */
export function clusterItems(actions: readonly TableAction[], why: string): Grant {
  return itemsBelow('CLUSTER#*', actions, why);
}

/** Items of slots alone: what claims a slot cannot touch what must come back in the morning. */
export function slotItems(actions: readonly TableAction[], why: string): Grant {
  return itemsBelow('SLOT#*', actions, why);
}

function itemsBelow(partition: string, actions: readonly TableAction[], why: string): Grant {
  return {
    actions: actions.map((action) => `dynamodb:${action}`),
    on: 'state-table',
    why,
    condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition] } },
  };
}
