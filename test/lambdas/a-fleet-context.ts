import type { FleetContext } from '../../lambdas/as-fleet-step.ts';
import type { NoticeMessage } from '../../src/aws/ports.ts';
import type { FleetOutcome, FleetPlan, Place } from '../../src/domain/fleet.ts';
import { aWiring, noon } from './a-wiring.ts';

export const home: Place = { account: '111122223333', region: 'eu-west-1' };

/** What a cluster's place answers: its clusters with their tags, or the error that listing them throws. */
export type ListedPlaces = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>> | Error>>;

export interface TestFleetContext extends FleetContext {
  readonly stored: Map<string, string>;
  readonly told: NoticeMessage[];
  /** The places that were listed, and the clusters whose tags were read. */
  readonly asked: string[];
}

/** @param places By `account/region`; the scheduler's own place has `dev` and `shop` when absent. */
export function aFleetContext(
  changes: Partial<FleetContext> = {},
  places: ListedPlaces = { '111122223333/eu-west-1': { dev: {}, shop: {} } },
): TestFleetContext {
  const asked: string[] = [];
  const stored = new Map<string, string>();
  const told: NoticeMessage[] = [];
  const claims = new Map<string, string>();
  const clustersAt = ({ account, region }: Place) => {
    const found = places[`${account}/${region}`] ?? {};
    if (found instanceof Error) throw found;
    return found;
  };
  return {
    ...{ asked, stored, told, ...home, environment: {} },
    now: () => noon,
    configurationText: '',
    logger: aWiring().logger({}),
    directory: {
      names: async (place) => {
        asked.push(`${place.account}/${place.region}`);
        return Object.keys(clustersAt(place));
      },
      tags: async (place, name) => {
        asked.push(name);
        return clustersAt(place)[name] ?? {};
      },
    },
    slots: {
      claim: async ({ schedule, action, scheduledTime }, holder) => {
        const slot = `${schedule} ${action} ${scheduledTime}`;
        const first = claims.get(slot) ?? holder;
        claims.set(slot, first);
        return first === holder ? { claimed: true } : { claimed: false, holder: first };
      },
    },
    executions: {
      describe: async () => null,
      failedState: async () => 'Drain nodes: wait',
      startOnce: async () => '',
    },
    reports: {
      put: async (key, body) => {
        stored.set(key, body);
        return `s3://reports/${key}`;
      },
    },
    notices: {
      publish: async (message) => {
        told.push(message);
      },
    },
    ...changes,
  };
}

export function anExecution(name = 'monday') {
  return {
    arn: `arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-fleet:${name}`,
    name,
    startedAt: noon.toISOString(),
  };
}

export function aPlan(changes: Partial<FleetPlan> = {}): FleetPlan {
  return {
    ...{ action: 'stop', dryRun: false, slot: 'monday', schedule: null, home, concurrency: 20 },
    ...{ failsWhen: 'any', causeLength: 200, orders: {} },
    ...changes,
  };
}

export function done(cluster: string): FleetOutcome {
  return { ...home, cluster, status: 'done' };
}

export function skipped(cluster: string, reason = 'already asleep'): FleetOutcome {
  return { ...home, cluster, status: 'skipped', reason };
}

export function failed(cluster: string, error = 'DrainBlockedError', cause = 'pods remain'): FleetOutcome {
  return { ...home, cluster, status: 'failed', error, cause, run: `${cluster}-stop-monday` };
}
