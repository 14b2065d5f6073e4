import type { Caller } from '../../src/aws/caller.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { type Finding, fine, wrong } from './finding.ts';

/** Who asks; null with an error where that cannot be told. Everything else depends on it. */
export async function examineCredentials(
  ask: () => Promise<Caller>,
): Promise<{ readonly finding: Finding; readonly caller: Caller | null }> {
  try {
    const caller = await ask();
    return { caller, finding: fine('credentials', `${caller.arn} of account ${caller.account}`) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { caller: null, finding: wrong('credentials', error.problem, error.cure) };
  }
}
