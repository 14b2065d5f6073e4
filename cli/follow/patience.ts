import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError, TransientError } from '../../src/domain/errors.ts';

/** How often somebody who follows a run asks AWS. */
export interface Pace {
  /** Between two looks, once the run has gone on for a moment. */
  readonly pollSeconds: number;
  /** Aborts when the person has seen enough. */
  readonly signal: AbortSignal;
  /** Gets what a person has to know of the looking itself. */
  readonly tell: (line: string) => void;
}

const firstWaitMs = 150;
const longestWaitMs = 30_000;
/** Failures in a row before a person hears of them: throttling is over by then. */
const silentFailures = 5;

/** Names under which the SDK and the services say that credentials have come to their end. */
const expiredNames = new Set([
  ...['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
  // What SSO and profiles give nothing new for: the SDK does not come to ask AWS.
  ...['TokenProviderError', 'CredentialsProviderError'],
]);

/** Credentials came to their end while a run was followed. */
export class CredentialsExpired extends ConfigurationError {}

/**
 * Looks again and again until told to end: soon at first, because a dry run takes seconds. What passes by itself is waited for,
 * longer each time.
 *
 * @throws {CredentialsExpired} when they do not do any more.
 * @throws What `look` throws and does not pass by itself; the signal's reason once it is aborted.
 */
export async function* looks<T>(look: () => Promise<T>, { pollSeconds, signal, tell }: Pace): AsyncGenerator<T> {
  let waitMs = Math.min(firstWaitMs, pollSeconds * 1000);
  let failures = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      yield await look();
      failures = 0;
      waitMs = Math.min(waitMs * 2, pollSeconds * 1000);
    } catch (error) {
      assertPasses(error);
      failures += 1;
      if (failures === silentFailures) tell(`AWS does not answer for now, and is asked again: ${error.message}`);
      waitMs = Math.min(Math.max(waitMs, firstWaitMs) * 2, longestWaitMs);
    }
    await sleep(waitMs, undefined, { signal });
  }
}

function assertPasses(error: unknown): asserts error is TransientError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && expiredNames.has(cause.name)) {
    throw new CredentialsExpired(
      `The credentials have expired (${cause.name}).`,
      'Log in again, for example with aws sso login.',
      { cause },
    );
  }
  if (!(error instanceof TransientError)) throw error;
}
