import { ServiceError } from '../../service-error.ts';
import { page } from '../paging.ts';

/** One page of at most `maxResults` (100 when absent, and at most). */
export function listPage(field: string, items: readonly string[], query: URLSearchParams): Record<string, unknown> {
  const most = Number(query.get('maxResults') ?? 100);
  if (!(Number.isInteger(most) && most >= 1 && most <= 100))
    throw new ServiceError('InvalidParameterException', 'maxResults must be between 1 and 100');
  const { items: shown, nextToken } = page(items, { most, token: query.get('nextToken') ?? undefined });
  return { [field]: shown, ...nextToken };
}
