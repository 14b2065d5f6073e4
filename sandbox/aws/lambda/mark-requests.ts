import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { invocationHeader } from './invocation-header.ts';

/**
 * Writes on every request of this thread which invocation sends it. By the channels on which Node's own client and undici (the
 * Kubernetes client brings a copy) tell of a request before it goes out: nothing of the functions' code is touched, and a header that
 * was not there at the signature does not break it.
 *
 * @param current The invocation under way.
 */
export function markRequests(current: () => string | undefined): void {
  subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: ClientRequest };
    const requestId = current();
    if (requestId) request.setHeader(invocationHeader, requestId);
  });
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: { addHeader(name: string, value: string): void } };
    const requestId = current();
    if (requestId) request.addHeader(invocationHeader, requestId);
  });
}
