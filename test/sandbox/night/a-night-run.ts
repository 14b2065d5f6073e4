import type { NightRun } from '../../../sandbox/night/night-result.ts';

/** A stop that went well in a minute. */
export function aNightRun(parts: Partial<NightRun> = {}): NightRun {
  return {
    action: 'stop',
    executionArn: 'arn:run',
    status: 'SUCCEEDED',
    skipped: null,
    failedState: null,
    error: null,
    message: null,
    seconds: 60,
    ...parts,
  };
}
