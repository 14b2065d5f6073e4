import { expect, test } from '@jest/globals';
import { CredentialsExpired, looks } from '../../../cli/follow/patience.ts';
import { AccessDeniedError, TransientError } from '../../../src/domain/errors.ts';

const still = { pollSeconds: 0.001, signal: new AbortController().signal, tell: () => undefined };

/** A look that throws these first, and then sees. */
function aLook(...errors: readonly Error[]): () => Promise<string> {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error) throw error;
    return 'seen';
  };
}

test('what passes by itself is waited for', async () => {
  const throttled = new TransientError('states:DescribeExecution failed for now.', 'It is retried.');
  const { value } = await looks(aLook(throttled), still).next();
  expect(value).toBe('seen');
});

test('credentials that have expired are told with the cure, however AWS names it', async () => {
  for (const name of ['ExpiredTokenException', 'ExpiredToken', 'CredentialsProviderError']) {
    const cause = Object.assign(new Error('The security token has expired'), { name });
    const wrapped = new TransientError('states:DescribeExecution failed for now.', 'It is retried.', { cause });
    await expect(looks(aLook(wrapped), still).next()).rejects.toThrow(CredentialsExpired);
    await expect(looks(aLook(cause), still).next()).rejects.toThrow('Log in again');
  }
});

test('what does not pass is thrown', async () => {
  const denied = new AccessDeniedError('AWS refused states:DescribeExecution.', 'Allow it.');
  await expect(looks(aLook(denied), still).next()).rejects.toBe(denied);
});

test('whoever has seen enough ends the looking, also in the middle of a wait', async () => {
  const enough = new AbortController();
  const looking = looks(aLook(), { ...still, pollSeconds: 60, signal: enough.signal });
  await looking.next();
  const next = looking.next();
  enough.abort(new Error('interrupted'));
  await expect(next).rejects.toThrow();
});
