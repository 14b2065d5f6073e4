import type { Notes, PrepareContext } from '../../lambdas/phase.ts';
import { prepareRun } from '../../lambdas/prepare-run/prepare-run.ts';

/** Prepare run with this input: to reach for anything, AWS or a note, is a failure of its own. */
export function prepare(input: unknown, action: 'stop' | 'start' = 'stop') {
  const execution = {
    arn: 'arn:aws:states:eu-west-1:111122223333:execution:m:e',
    name: 'e',
    startedAt: '2026-01-12T20:00:00Z',
  };
  const tooEarly = (): never => {
    throw new Error('a wrong input went further than its check');
  };
  const notes: Notes = { did: tooEarly, warn: tooEarly, count: tooEarly, fact: tooEarly, info: tooEarly };
  const context: PrepareContext = {
    event: { action, step: 1, input, execution },
    now: () => new Date(execution.startedAt),
    remainingMs: () => 60_000,
    accountId: '111122223333',
    region: 'eu-west-1',
    configurationText: 'accounts: ["111122223333"]',
    environment: {},
    connect: tooEarly,
    notes,
  };
  return prepareRun(context);
}
