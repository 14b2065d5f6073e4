import { isJsonObject, valueAt } from '../json-values.ts';
import type { KubeObject, LabelSelector } from '../objects.ts';
import { selectorText } from '../scale.ts';
import { humanDuration } from './human-duration.ts';

/** One column of a table. */
export interface Column {
  readonly name: string;
  readonly type?: 'string' | 'integer';
  /** 1: shown with `-o wide` alone. */
  readonly priority?: number;
  cell(object: KubeObject, now: number): string | number;
}

export const nameColumn: Column = { name: 'Name', cell: (object) => object.metadata.name };

export const ageColumn: Column = {
  name: 'Age',
  cell: (object, now) => ageSince(object.metadata.creationTimestamp, now),
};

export const defaultColumns: readonly Column[] = [nameColumn, ageColumn];

export function ageSince(time: unknown, now: number): string {
  return typeof time === 'string' ? humanDuration(now - Date.parse(time)) : '<unknown>';
}

/** A column that shows a field: `spec.type`. */
export function fieldColumn(name: string, path: string, fallback = '<none>', priority = 0): Column {
  return { name, priority, cell: (object) => textAt(object, path, fallback) };
}

/** A column that shows a number, 0 when it is absent. */
export function numberColumn(name: string, path: string): Column {
  return { name, type: 'integer', cell: (object) => numberAt(object, path) };
}

export function wide(column: Column): Column {
  return { ...column, priority: 1 };
}

export function textAt(object: unknown, path: string, fallback = '<none>'): string {
  const value = valueAt(object, ...path.split('.'));
  return value === undefined || value === null || value === '' ? fallback : String(value);
}

export function numberAt(object: unknown, path: string): number {
  const value = valueAt(object, ...path.split('.'));
  return typeof value === 'number' ? value : 0;
}

/** The items of a list that are objects. */
export function itemsAt(object: unknown, path: string): Record<string, unknown>[] {
  const value = valueAt(object, ...path.split('.'));
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The columns CONTAINERS, IMAGES and SELECTOR of things that make pods. */
export const templateColumns: readonly Column[] = [
  { name: 'Containers', priority: 1, cell: (object) => joined(object, 'name') },
  { name: 'Images', priority: 1, cell: (object) => joined(object, 'image') },
  {
    name: 'Selector',
    priority: 1,
    cell: (object) => selectorText((valueAt(object, 'spec', 'selector') ?? {}) as LabelSelector) || '<none>',
  },
];

function joined(object: KubeObject, field: string): string {
  return itemsAt(object, 'spec.template.spec.containers')
    .map((container) => String(container[field]))
    .join(',');
}
