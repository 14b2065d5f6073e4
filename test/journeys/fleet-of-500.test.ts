import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../sandbox/engine/engine.ts';
import type { FleetCluster } from '../../sandbox/start-fleet.ts';
import { aFleet, fared } from './a-fleet.ts';
import { aWorld } from './a-night.ts';

const many = 500;
const largestPayload = 256 * 1024;

/** Nodes in three; the others are excluded by their tag, or have no node group, so that their run is Prepare run and Report run. */
function clusters(): FleetCluster[] {
  const withNodes = ['real-1', 'real-2', 'real-3'].map((name) => ({ name, world: aWorld() }));
  const without = Array.from({ length: many - 1 - withNodes.length }, (_, index) => ({
    name: `team-${String(index).padStart(3, '0')}-of-a-large-company`,
    tags: index % 2 === 0 ? { 'eks-scheduler:exclude': 'true' } : {},
  }));
  return [...withNodes, ...without];
}

test('five hundred clusters fit into one fleet: its history stays short, its payloads small, and a redrive repeats three', async () => {
  const fleet = await aFleet({ clusters: clusters() });
  const { engine } = fleet.night.sandbox;
  // One cannot change its node groups; two are not there yet.
  const refused = fleet.cluster('real-3').kubernetes?.eks;
  refused?.rejectUpdates('workers', 'InvalidRequestException', 'the launch template is gone');
  const notReady = ['team-001-of-a-large-company', 'team-003-of-a-large-company'];
  for (const name of notReady) fleet.cluster(name).bare?.setStatus('CREATING');

  const failed = await fleet.run({ action: 'stop', clusters: ['*'] }, 'all-of-them');
  const history = engine.history(failed.arn);
  const largest = Math.max(...history.map(bytesOf));
  console.log(
    `${many} clusters: ${history.length} events, the largest payload ${largest} bytes; ${largestOf(history)}`,
  );

  expect(failed.status).toBe('FAILED');
  expect(failed.report?.counts).toEqual({ clusters: many, done: 3, skipped: many - 6, failed: 3 });
  expect(failed.message).toContain('real-3 (NodeGroupError at Scale node group)');
  expect(history.length).toBeLessThanOrEqual(2_000);
  expect(largest).toBeLessThan(largestPayload / 2);

  refused?.allowUpdates('workers');
  for (const name of notReady) fleet.cluster(name).bare?.setStatus('ACTIVE');
  const before = fleet.runs('stop');
  const redriven = await fleet.redrive(failed.arn);

  expect(redriven.status).toBe('SUCCEEDED');
  expect(redriven.report?.counts).toEqual({ clusters: many, done: 4, skipped: many - 4, failed: 0 });
  expect(fared(redriven.report)).toMatchObject({ 'real-3': 'done', dev: 'done' });
  expect(
    fleet
      .runs('stop')
      .filter((name) => !before.includes(name))
      .sort(),
  ).toEqual(['real-3', ...notReady].map((name) => `${name}-stop-all-of-them-again1`));
  console.log(`redriven: ${engine.history(failed.arn).length} events`);
}, 300_000);

function bytesOf(event: HistoryEvent): number {
  return Math.max(0, ...payloadsOf(event).map(([, text]) => Buffer.byteLength(text)));
}

/** Inputs, outputs, variables: whatever text an event carries, by the name of its field. */
function payloadsOf(event: HistoryEvent): [string, string][] {
  const texts: [string, string][] = [];
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'string') texts.push([path, value]);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) look(inner, key);
    }
  };
  look(event, event.type);
  return texts;
}

/** The largest payload of each state that was entered or left. */
function largestOf(history: readonly HistoryEvent[]): string {
  return history
    .filter(({ type }) => /StateEntered$|StateExited$|TaskScheduled$/.test(type))
    .map((event) => `${event.type} ${bytesOf(event)}`)
    .join(', ');
}
