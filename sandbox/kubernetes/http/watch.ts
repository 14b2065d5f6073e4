import type { Change } from '../api.ts';
import type { TwinApi } from '../create-api.ts';
import type { KubeObject } from '../objects.ts';
import { resourceId } from '../resource-types.ts';
import { expired } from '../status-error.ts';
import { isTrue } from './api-request.ts';
import type { ObjectFilter } from './list-pages.ts';
import { apiVersionOf, showObject, type Wish } from './representation.ts';

export interface WatchRequest {
  readonly wish: Wish;
  readonly namespace: string | undefined;
  readonly query: URLSearchParams;
  readonly matches: ObjectFilter;
}

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: unknown;
}

/** Where the events of a watch go. */
export interface WatchSink {
  send(event: WatchEvent): void;
  end(): void;
}

/**
 * Sends what is there (without a resource version) or what changed since the given one, and then each change, until the returned
 * function is called. A version that is too old is answered by an ERROR event with a Status 410.
 */
export function startWatch(api: TwinApi, request: WatchRequest, sink: WatchSink): () => void {
  const { query, wish } = request;
  const version = query.get('resourceVersion') ?? '';
  const wantsInitial = isTrue(query.get('sendInitialEvents'));
  if (version === '' || version === '0' || wantsInitial) sendInitial(api, request, sink);
  else if (!sendMissed(api, request, sink, version)) return () => undefined;
  if (wantsInitial) {
    sink.send(bookmark(api, wish, { 'k8s.io/initial-events-end': 'true' }));
  }
  const unsubscribe = api.subscribe((change) => sendChange(request, sink, change));
  const deadline = stopAfter(query, () => {
    if (isTrue(query.get('allowWatchBookmarks'))) sink.send(bookmark(api, wish, undefined));
    sink.end();
  });
  return () => {
    unsubscribe();
    clearTimeout(deadline);
  };
}

/** In seconds on the wall: a watch is not something that the sandbox's time waits for. */
function stopAfter(query: URLSearchParams, act: () => void): NodeJS.Timeout | undefined {
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  return seconds > 0 ? setTimeout(act, seconds * 1000).unref() : undefined;
}

function sendInitial(api: TwinApi, { wish, namespace, matches }: WatchRequest, sink: WatchSink): void {
  for (const object of api.list(resourceId(wish.type), namespace)) {
    if (matches(object)) sink.send({ type: 'ADDED', object: showObject(object, wish) });
  }
}

function sendMissed(api: TwinApi, request: WatchRequest, sink: WatchSink, version: string): boolean {
  const changes = api.changesSince(version);
  if (changes) {
    for (const change of changes) sendChange(request, sink, change);
    return true;
  }
  sink.send({ type: 'ERROR', object: expired(`too old resource version: ${version} (${api.version()})`).status });
  sink.end();
  return false;
}

function sendChange({ wish, namespace, matches }: WatchRequest, sink: WatchSink, change: Change): void {
  if (change.resource !== resourceId(wish.type)) return;
  if (namespace !== undefined && change.object.metadata.namespace !== namespace) return;
  const type = seenAs(change, matches);
  if (type) sink.send({ type, object: showObject(change.object, wish) });
}

/** An object that comes to match is added for this watch, and one that ceases to match is deleted. */
function seenAs(change: Change, matches: ObjectFilter): Change['type'] | null {
  const did = change.type !== 'ADDED' && matches(change.old ?? change.object);
  const does = change.type !== 'DELETED' && matches(change.object);
  if (did && does) return 'MODIFIED';
  if (does) return 'ADDED';
  return did ? 'DELETED' : null;
}

function bookmark(api: TwinApi, wish: Wish, annotations: Record<string, string> | undefined): WatchEvent {
  const object = {
    kind: wish.type.kind,
    apiVersion: apiVersionOf(wish.type, wish.version),
    metadata: { name: '', resourceVersion: api.version(), ...(annotations && { annotations }) },
  } satisfies KubeObject;
  return { type: 'BOOKMARK', object: wish.form === 'object' ? object : showObject(object, wish) };
}
