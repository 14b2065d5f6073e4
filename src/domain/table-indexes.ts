/** A sparse index of the table: it holds the items that have both attributes, and nothing else. */
export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** What it holds of an item besides its keys. */
  readonly attributes: readonly string[];
}

/** What was recorded, of all clusters, the oldest first: by `recorded` or `restored`. */
export const recordIndex: TableIndex = {
  name: 'records-by-phase',
  partitionKey: 'phase',
  sortKey: 'recordedAt',
  attributes: ['runId'],
};

/** The locks of all clusters, the oldest first: by `stop` or `start`. */
export const lockIndex: TableIndex = {
  name: 'locks-by-action',
  partitionKey: 'action',
  sortKey: 'acquiredAt',
  attributes: ['holder'],
};
