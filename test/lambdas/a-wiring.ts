import type { LambdaContext } from '../../lambdas/as-lambda.ts';
import type { ClusterPorts } from '../../lambdas/phase.ts';
import type { Wiring } from '../../lambdas/wiring.ts';
import type { JournalPass, RunIdentity } from '../../src/aws/ports.ts';
import { defaults } from '../../src/config/defaults.ts';
import type { PhaseEvent, Run } from '../../src/domain/run.ts';
import type { Measurement } from '../../src/metrics/metrics.ts';

export interface TestWiring extends Wiring<ClusterPorts> {
  readonly passes: { readonly run: RunIdentity; readonly pass: JournalPass }[];
  readonly lines: {
    readonly level: string;
    readonly message: string;
    readonly keys: Readonly<Record<string, string>>;
  }[];
  readonly measurements: Measurement[];
  /** Makes the journal refuse, from now on. */
  breakJournal(error: Error): void;
  /** Makes the lock belong to somebody else, from now on. */
  loseLock(error: Error): void;
}

export const noon = new Date('2026-11-02T12:00:00.000Z');

export const lambda: LambdaContext = {
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:drain-nodes',
  getRemainingTimeInMillis: () => 60_000,
};

export function aRun(changes: Partial<Run> = {}): Run {
  return {
    id: 'monday',
    executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:down:monday',
    action: 'stop',
    cluster: { account: '111122223333', region: 'eu-west-1', name: 'dev' },
    startedAt: '2026-11-02T11:59:00.000Z',
    dryRun: false,
    verify: false,
    minNodes: 0,
    nodeGroups: null,
    settings: { ...defaults, tiers: [] },
    ...changes,
  };
}

export function anEvent(changes: Partial<PhaseEvent> = {}): PhaseEvent {
  return { run: aRun(), step: 5, enteredAt: null, redrivenAt: null, item: null, ...changes };
}

/** A wiring whose journal and log are kept in lists; every other port fails when it is used. */
export function aWiring(changes: Partial<Wiring<ClusterPorts>> = {}): TestWiring {
  const passes: TestWiring['passes'] = [];
  const lines: TestWiring['lines'] = [];
  const measurements: Measurement[] = [];
  let broken: Error | null = null;
  let lost: Error | null = null;
  const notHere = () => {
    throw new Error('this test has no such port');
  };
  const ports = {
    journal: {
      write: async (run: RunIdentity, pass: JournalPass) => {
        if (broken) throw broken;
        passes.push({ run, pass });
      },
      read: notHere,
      facts: notHere,
      before: notHere,
      markRun: notHere,
    },
    lock: {
      current: notHere,
      take: notHere,
      release: notHere,
      assert: async () => {
        if (lost) throw lost;
      },
    },
  };
  return {
    passes,
    lines,
    measurements,
    breakJournal: (error) => {
      broken = error;
    },
    loseLock: (error) => {
      lost = error;
    },
    now: () => noon,
    variables: {},
    configurationText: () => '',
    // The steps of these tests use nothing but the journal and the lock.
    connect: () => ports as unknown as ClusterPorts,
    measure: (measurement) => {
      measurements.push(measurement);
    },
    logger: (keys) => {
      const log = (level: string) => (message: unknown) => {
        lines.push({ level, message: String(message), keys });
      };
      return { debug: log('DEBUG'), info: log('INFO'), warn: log('WARN'), error: log('ERROR') };
    },
    ...changes,
  };
}
