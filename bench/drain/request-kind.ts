/** How many requests of each kind. */
export type RequestCounts = Readonly<Record<string, number>>;

const writing: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** What a request to an API server is, in the words of its audit log: `list pods`, `create pods/eviction`; else its path. */
export function requestKind(method: string, path: string): string {
  const [pathname = '', query = ''] = path.split('?');
  const [root, ...parts] = pathname.split('/').slice(1);
  // /api/<version>/… or /apis/<group>/<version>/…
  const inside = parts.slice(root === 'api' ? 1 : 2);
  const [resource, name, subresource] = inside[0] === 'namespaces' && inside.length > 2 ? inside.slice(2) : inside;
  if (!resource) return `${method.toLowerCase()} ${pathname}`;
  const reading = /(^|&)watch=(1|true)/.test(query) ? 'watch' : name ? 'get' : 'list';
  return `${writing[method] ?? reading} ${resource}${subresource ? `/${subresource}` : ''}`;
}

export function totalOf(requests: RequestCounts): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}
