import type { KubeObject } from '../objects.ts';
import type { ResourceType } from '../resource-types.ts';
import { StatusError } from '../status-error.ts';
import { type TableContext, tableOf } from '../table/table.ts';

/** The forms in which an object or a list can be asked for. */
export type Form = 'object' | 'table' | 'metadata';

/**
 * Reads an Accept header: the first form that the twin can give.
 * @throws {StatusError} 406 when there is none (protobuf alone, say).
 */
export function formOf(accept: string): Form {
  if (accept === '') return 'object';
  for (const entry of accept.split(',')) {
    const [media = '', ...parameters] = entry.split(';').map((part) => part.trim());
    if (!['application/json', 'application/yaml', 'application/*', '*/*', 'text/plain'].includes(media)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice('as='.length);
    if (as === undefined) return 'object';
    if (as === 'Table') return 'table';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
  }
  const message =
    'only the following media types are accepted: application/json, application/yaml, application/json;as=Table;g=meta.k8s.io;v=v1';
  throw new StatusError(406, 'NotAcceptable', message);
}

/** How a request wants what it asked for. */
export interface Wish extends TableContext {
  readonly form: Form;
  readonly type: ResourceType;
  readonly version: string;
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export function apiVersionOf(type: ResourceType, version: string): string {
  return type.group ? `${type.group}/${version}` : version;
}

/** One object in the form that was asked for, in the version of the path. */
export function showObject(object: KubeObject, wish: Wish): unknown {
  if (wish.form === 'table') {
    return tableOf(wish.type, [object], { resourceVersion: object.metadata.resourceVersion ?? '' }, wish);
  }
  if (wish.form === 'metadata') return metadataOf(object);
  // A Scale or an Eviction has a version of its own.
  if (object.kind !== wish.type.kind) return object;
  return { ...object, apiVersion: apiVersionOf(wish.type, wish.version) };
}

/** A list; the items of built-in kinds carry neither kind nor apiVersion, as Kubernetes writes them. */
export function showList(objects: readonly KubeObject[], meta: ListMeta, wish: Wish): unknown {
  if (wish.form === 'table') return tableOf(wish.type, objects, meta, wish);
  if (wish.form === 'metadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata: meta,
      items: objects.length === 0 ? null : objects.map((object) => metadataOf(object)),
    };
  }
  const apiVersion = apiVersionOf(wish.type, wish.version);
  const items = wish.type.isCustom
    ? objects.map((object) => ({ ...object, apiVersion }))
    : objects.map(({ apiVersion: _apiVersion, kind: _kind, ...object }) => object);
  return { kind: `${wish.type.kind}List`, apiVersion, metadata: meta, items };
}

function metadataOf(object: KubeObject): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}
