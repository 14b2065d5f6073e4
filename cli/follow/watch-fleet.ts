import type { SFNClient } from '@aws-sdk/client-sfn';
import { endedExecutions } from '../../src/aws/ended-executions.ts';
import { type ExecutionEvent, eventsAfter } from '../../src/aws/execution-history.ts';
import { type ListedExecution, listedExecutions } from '../../src/aws/listed-executions.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import type { Action } from '../../src/domain/run.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { describeStanding } from './describe-standing.ts';
import { type ChildRun, fleetView, openRuns } from './fleet-view.ts';
import { type FleetLook, hasEnded, type Standing } from './followed.ts';
import { looks, type Pace } from './patience.ts';
import { untilDescribed } from './until-described.ts';

/** Runs of which the phase is asked for at each look: each costs a request, and nobody reads more lines. */
const phasesAskedFor = 10;
const listedAtMost = 10_000;

/** A fleet, look by look, the last of which is of its end. One list of executions tells how all its runs stand. */
export async function* watchFleet(deployment: Deployment, arn: string, pace: Pace): AsyncGenerator<FleetLook> {
  const { states } = deployment.clients;
  await untilDescribed(states, arn);
  const events: ExecutionEvent[] = [];
  const look = async (): Promise<FleetLook> => {
    const standing = await describeStanding(states, arn);
    events.push(...(await eventsAfter(states, arn, events.at(-1)?.id ?? 0)));
    const open = hasEnded(standing) ? [] : openRuns(events);
    const runs = await listRuns(deployment, standing, new Set(open));
    const phases = await phasesOf(states, runs);
    const childOf = (name: string): ChildRun | undefined => {
      const run = runs.get(name);
      return run && { name: run.name, status: run.status, phase: phases.get(run.name) ?? null };
    };
    return { ...standing, ...fleetView(events, childOf) };
  };
  for await (const seen of looks(look, pace)) {
    yield seen;
    if (hasEnded(seen)) return;
  }
}

/** How the newest run of each name stands. */
async function listRuns(
  { clients, machineArn }: Deployment,
  { input, startedAt }: Standing,
  names: ReadonlySet<string>,
): Promise<Map<string, ListedExecution>> {
  if (names.size === 0) return new Map();
  const { action } = JSON.parse(input) as { readonly action?: Action };
  const machine = machineArn(action === 'start' ? 'start' : 'stop');
  const runs = await listedExecutions(clients.states, machine, { since: startedAt, most: listedAtMost });
  const found = new Map<string, ListedExecution>();
  // Newest first; a Map that was cut off and redriven starts its runs anew, under names that say which time it is.
  for (const run of runs) {
    const name = run.name.replace(/-r\d+$/, '');
    if (names.has(name) && !found.has(name)) found.set(name, run);
  }
  return found;
}

async function phasesOf(states: SFNClient, runs: ReadonlyMap<string, ListedExecution>): Promise<Map<string, string>> {
  const running = [...runs.values()].filter(({ status }) => status === 'RUNNING').slice(0, phasesAskedFor);
  const reader = endedExecutions(states);
  const found = await mapLimited(running, 5, async ({ arn, name }) => {
    // ABORTED: not where it failed, but where it is.
    const state = await reader.failedState(arn, 'ABORTED');
    return [name, state?.split(':')[0] ?? ''] as const;
  });
  return new Map(found.filter(([, state]) => state !== ''));
}
