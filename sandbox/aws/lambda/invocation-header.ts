/** What a function's requests carry in the sandbox, so that its servers know whose they are: the request id of the invocation. */
export const invocationHeader = 'x-sandbox-invocation';

/** Null for a request of anyone but a function. */
export function invocationOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | null {
  const value = headers[invocationHeader];
  return typeof value === 'string' ? value : null;
}
