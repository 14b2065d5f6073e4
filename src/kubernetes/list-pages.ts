import { TransientError } from '../domain/errors.ts';
import type { Apis, Call } from './connection.ts';

interface Page<T> {
  readonly metadata?: { readonly _continue?: string };
  readonly items?: T[] | null;
}

/** What a page is asked for with. */
export interface PageRequest {
  readonly limit: number;
  readonly _continue?: string;
}

const pageSize = 500;
const restartsAtMost = 3;

/**
 * Reads a whole list page by page and keeps of each object only what `take` makes of it: the objects of a large cluster
 * are ten times what a phase looks at. When the API server has forgotten the list's version meanwhile (410 Gone), it
 * starts over.
 *
 * @param resource Plural, for the message of a refusal.
 */
export async function listPages<T, R, Reached = Apis>(
  call: Call<Reached>,
  target: { readonly resource: string; readonly group: string },
  fetch: (apis: Reached, page: PageRequest) => Promise<Page<T>>,
  take: (object: T) => R,
): Promise<R[]> {
  for (let start = 0; start <= restartsAtMost; start += 1) {
    const items = await readFromStart(call, target, fetch, take);
    if (items) return items;
  }
  throw new TransientError(
    `The list of ${target.resource} expired ${restartsAtMost + 1} times before its last page.`,
    'It is retried; if it stays, the API server is overloaded.',
  );
}

async function readFromStart<T, R, Reached>(
  call: Call<Reached>,
  target: { readonly resource: string; readonly group: string },
  fetch: (apis: Reached, page: PageRequest) => Promise<Page<T>>,
  take: (object: T) => R,
): Promise<R[] | null> {
  const items: R[] = [];
  let next: string | undefined;
  do {
    const request: PageRequest = next ? { limit: pageSize, _continue: next } : { limit: pageSize };
    const page = await call<Page<T> | 'expired'>(
      { verb: 'list', ...target },
      (apis) => fetch(apis, request),
      (failure) => (failure.status === 410 ? 'expired' : undefined),
    );
    if (page === 'expired') return null;
    // Some servers answer an empty list with `items: null`.
    for (const object of page.items ?? []) items.push(take(object));
    next = page.metadata?._continue || undefined;
  } while (next);
  return items;
}
