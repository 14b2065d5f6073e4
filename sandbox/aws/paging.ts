import { ServiceError } from '../service-error.ts';

export interface Paged<T> {
  readonly items: readonly T[];
  /** Empty on the last page, to be spread into the answer. */
  readonly nextToken: { readonly nextToken?: string };
}

/** One page of a list. A token says where the next one begins; one that no page gave is refused as InvalidToken. */
export function page<T>(
  items: readonly T[],
  { most, token }: { readonly most: number; readonly token: string | undefined },
): Paged<T> {
  const start = token === undefined ? 0 : startOf(token);
  const end = start + most;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? { nextToken: Buffer.from(`from:${end}`).toString('base64') } : {},
  };
}

function startOf(token: string): number {
  const [, start] = /^from:(\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (start === undefined) throw new ServiceError('InvalidToken', `Invalid Token: '${token}'`);
  return Number(start);
}
