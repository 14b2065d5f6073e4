import { expect, test } from '@jest/globals';
import { ClusterUnreachableError, TransientError } from '../../src/domain/errors.ts';
import { connectionTrouble, errorFromApi } from '../../src/kubernetes/errors-from-api.ts';

const listNodes = { verb: 'list', resource: 'nodes', group: '' } as const;

/** As `fetch` throws it: the socket's error is the cause. */
function fetchFailed(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`socket: ${code}`), { code }) });
}

test.each(['EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
  'no connection for %s is transient, and says what to check',
  (code) => {
    const error = errorFromApi(fetchFailed(code), listNodes);
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain(`socket: ${code}. It is retried; if it stays, check the cluster’s endpoint access`);
    expect(connectionTrouble(fetchFailed(code))?.kind).toBe('not-connected');
  },
);

test.each([
  'ENOTFOUND',
  'ECONNREFUSED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'SELF_SIGNED_CERT_IN_CHAIN',
])('no connection for %s does not pass by itself', (code) => {
  expect(errorFromApi(fetchFailed(code), listNodes)).toBeInstanceOf(ClusterUnreachableError);
});

test('that nobody listens where the API server answered before is transient', () => {
  expect(errorFromApi(fetchFailed('ECONNREFUSED'), listNodes, true)).toBeInstanceOf(TransientError);
  expect(errorFromApi(fetchFailed('CERT_HAS_EXPIRED'), listNodes, true)).toBeInstanceOf(ClusterUnreachableError);
});

test.each(['ECONNRESET', 'UND_ERR_HEADERS_TIMEOUT'])('a connection that breaks by %s is transient', (code) => {
  expect(errorFromApi(fetchFailed(code), listNodes)).toBeInstanceOf(TransientError);
});
