import { isJsonObject } from '../json-values.ts';
import type { KubeObject } from '../objects.ts';
import { type ResourceType, resourceId } from '../resource-types.ts';
import { type Column, defaultColumns } from './column.ts';
import { objectColumns } from './object-columns.ts';
import { podColumns } from './pod-columns.ts';
import { workloadColumns } from './workload-columns.ts';

/** What a table needs besides its objects. */
export interface TableContext {
  /** Milliseconds since 1970: ages are counted from here. */
  readonly now: number;
  /** What comes with each row: the object's metadata (the default), the object, or nothing. */
  readonly includeObject: string;
}

const columns: Readonly<Record<string, readonly Column[]>> = { ...podColumns, ...workloadColumns, ...objectColumns };

/** meta.k8s.io/v1 Table: what `kubectl get` prints. Columns of priority 1 are shown with `-o wide` alone. */
export function tableOf(type: ResourceType, objects: readonly KubeObject[], metadata: object, context: TableContext) {
  const shown = columns[resourceId(type)] ?? defaultColumns;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: shown.map(({ name, type: valueType = 'string', priority = 0 }) => ({
      name,
      type: valueType,
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({
      cells: shown.map((column) => column.cell(object, context.now)),
      ...rowObject(object, context.includeObject),
    })),
  };
}

function rowObject(object: KubeObject, include: string): { object?: unknown } {
  if (include === 'None') return {};
  if (include === 'Object' && isJsonObject(object)) return { object };
  return { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } };
}
