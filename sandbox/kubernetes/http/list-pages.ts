import type { TwinApi } from '../create-api.ts';
import type { KubeObject } from '../objects.ts';
import { type ResourceType, resourceId } from '../resource-types.ts';
import { parseFieldSelector, parseLabelSelector } from '../selectors.ts';
import { badRequest, expired } from '../status-error.ts';
import type { ListMeta } from './representation.ts';

/** How many lists may be open at once, each waiting for its next page; the oldest is forgotten (410). */
const openLists = 200;

interface Snapshot {
  readonly objects: readonly KubeObject[];
  readonly version: string;
}

export type ObjectFilter = (object: KubeObject) => boolean;

/** The selectors of a request as one filter. @throws {StatusError} 400 when they cannot be read. */
export function filterOf(query: URLSearchParams, type: ResourceType): ObjectFilter {
  const byLabel = parseLabelSelector(query.get('labelSelector') ?? '');
  const byField = parseFieldSelector(query.get('fieldSelector') ?? '', resourceId(type));
  return (object) => byLabel(object.metadata.labels) && byField(object);
}

/** Lists page by page. All pages of a list show the cluster as it was at the first one. */
export class ListPages {
  readonly #api: TwinApi;
  readonly #snapshots = new Map<string, Snapshot>();
  #count = 0;

  constructor(api: TwinApi) {
    this.#api = api;
  }

  /** @throws {StatusError} 410 when the continue token is too old. */
  list(
    type: ResourceType,
    namespace: string | undefined,
    query: URLSearchParams,
  ): { readonly objects: readonly KubeObject[]; readonly meta: ListMeta } {
    const { id, start } = this.#position(query.get('continue') ?? '');
    const snapshot = id === null ? this.#take(type, namespace, query) : this.#find(id);
    const limit = limitOf(query.get('limit') ?? '0');
    // Version 0 means: whatever the watch cache has, and that is not read in pages.
    const isPaged = limit > 0 && query.get('resourceVersion') !== '0';
    const end = isPaged ? start + limit : snapshot.objects.length;
    const objects = snapshot.objects.slice(start, end);
    const remaining = snapshot.objects.length - end;
    if (remaining <= 0) return { objects, meta: { resourceVersion: snapshot.version } };
    const hasSelector = Boolean(query.get('labelSelector') || query.get('fieldSelector'));
    return {
      objects,
      meta: {
        resourceVersion: snapshot.version,
        continue: tokenOf(id ?? this.#keep(snapshot), end),
        ...(!hasSelector && { remainingItemCount: remaining }),
      },
    };
  }

  #take(type: ResourceType, namespace: string | undefined, query: URLSearchParams): Snapshot {
    const matches = filterOf(query, type);
    const objects = this.#api.list(resourceId(type), namespace).filter(matches);
    return { objects, version: this.#api.version() };
  }

  #keep(snapshot: Snapshot): string {
    const id = String(++this.#count);
    this.#snapshots.set(id, snapshot);
    const [oldest] = this.#snapshots.keys();
    if (this.#snapshots.size > openLists && oldest !== undefined) this.#snapshots.delete(oldest);
    return id;
  }

  #find(id: string): Snapshot {
    const found = this.#snapshots.get(id);
    if (found) return found;
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }

  #position(token: string): { readonly id: string | null; readonly start: number } {
    if (token === '') return { id: null, start: 0 };
    const [, id, start] = /^(\d+):(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
    if (id === undefined) throw badRequest('continue key is not valid: incorrect start key');
    return { id, start: Number(start) };
  }
}

function limitOf(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
}

function tokenOf(id: string, start: number): string {
  return Buffer.from(`${id}:${start}`).toString('base64url');
}
