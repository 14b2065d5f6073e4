import { type Asker, type SignedRequest, signedRequest } from './signed-request.ts';

export type { Asker } from './signed-request.ts';

export type SignedGet = Pick<SignedRequest, 'action' | 'path' | 'query'>;

/**
 * One GET of a service that speaks JSON.
 *
 * @throws As `signedRequest` says.
 */
export async function signedGet(asker: Asker, request: SignedGet): Promise<unknown> {
  return JSON.parse(await signedRequest(asker, { ...request, method: 'GET' }));
}
