import type { JournalEntry, PastRun } from '../../src/aws/ports.ts';
import { defaults } from '../../src/config/defaults.ts';
import type { NodeGroupRecord } from '../../src/domain/recorded-state.ts';
import type { Run } from '../../src/domain/run.ts';

/** A stop of the cluster `dev`, with what a test wants to be different. */
export function aRun(fields: Partial<Run> = {}): Run {
  return {
    id: 'night-1',
    executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:scale-down:night-1',
    action: 'stop',
    cluster: { account: '111122223333', region: 'eu-west-1', name: 'dev' },
    startedAt: '2026-11-23T18:00:00.000Z',
    dryRun: false,
    verify: false,
    minNodes: 1,
    nodeGroups: null,
    settings: { ...defaults, tiers: [] },
    ...fields,
  };
}

/** A phase of the journal: one pass that took 10 s and did nothing worth mentioning. */
export function anEntry(fields: Partial<JournalEntry> & Pick<JournalEntry, 'phase' | 'title'>): JournalEntry {
  return {
    step: 1,
    item: null,
    status: 'done',
    reason: null,
    startedAt: '2026-11-23T18:00:00.000Z',
    endedAt: '2026-11-23T18:00:10.000Z',
    summary: {},
    counts: {},
    warnings: [],
    actions: [],
    facts: {},
    passes: 1,
    trail: [],
    ...fields,
  };
}

/** The journal of a night with two node groups, a residual pod, and two webhooks. */
export function aNight(): JournalEntry[] {
  const recorded = [
    { name: 'system', min: 1, max: 3, desired: 2 },
    { name: 'apps', min: 2, max: 10, desired: 5 },
  ];
  const entry = { kind: 'Validating', configuration: 'policies', webhook: 'validate.policies' };
  return [
    anEntry({ step: 1, phase: 'prepare-run', title: 'Prepare run' }),
    anEntry({
      step: 2,
      phase: 'record-state',
      title: 'Record state',
      facts: { nodeGroups: recorded },
      actions: [{ verb: 'record', target: 'nodegroup/apps', detail: 'min 2, max 10, desired 5' }],
    }),
    anEntry({
      step: 3,
      phase: 'relax-webhooks',
      title: 'Relax webhooks',
      facts: {
        webhooks: [
          { ...entry, decision: 'relax', reason: 'bootstrap', why: 'kubelet: CREATE nodes' },
          { ...entry, configuration: 'mesh', webhook: 'inject', decision: 'leave', reason: 'injector' },
        ],
      },
    }),
    anEntry({
      step: 5,
      phase: 'drain-nodes',
      title: 'Drain nodes',
      passes: 4,
      endedAt: '2026-11-23T18:03:12.000Z',
      counts: { evicted: 1, residual: 1 },
      trail: [
        { at: '2026-11-23T18:00:00.000Z', summary: { wave: 'applications', podsLeft: 2, nodesLeft: 2 } },
        { at: '2026-11-23T18:01:00.000Z', summary: { wave: 'applications', podsLeft: 1, nodesLeft: 1 } },
        { at: '2026-11-23T18:02:00.000Z', summary: { wave: 'core', podsLeft: 1, nodesLeft: 1 } },
        { at: '2026-11-23T18:03:12.000Z', summary: { wave: 'none', podsLeft: 0, nodesLeft: 0 } },
      ],
      facts: {
        residual: [{ pod: 'shop/cart-1', budget: 'shop/cart' }],
        lost: [{ pod: 'shop/cache-0', what: 'emptyDir' }],
        daemonSetPods: 6,
      },
      actions: [
        { verb: 'cordon', target: 'node/ip-10-0-1-1' },
        { verb: 'evict', target: 'pod/shop/cache-0' },
        { verb: 'delete', target: 'pod/shop/cart-1', detail: 'budget shop/cart' },
      ],
      warnings: ['Pod shop/cache-0 loses its emptyDir data.'],
    }),
    ...recorded.map(({ name, max, ...rest }) =>
      anEntry({
        step: 6,
        phase: 'scale-node-group',
        title: 'Scale node group',
        item: name,
        facts: { before: { name, max, ...rest }, after: { name, max, min: 0, desired: 0 } },
      }),
    ),
  ];
}

/** The stop of the night before, which went well unless a test says otherwise. */
export function aPastRun(fields: Partial<PastRun> = {}): PastRun {
  return {
    id: 'night-0',
    action: 'stop',
    status: 'succeeded',
    startedAt: '2026-11-22T18:00:00.000Z',
    endedAt: '2026-11-22T18:09:00.000Z',
    entries: aNight(),
    ...fields,
  };
}

export function aRecord(fields: Partial<NodeGroupRecord> & Pick<NodeGroupRecord, 'name'>): NodeGroupRecord {
  return {
    minSize: 2,
    maxSize: 10,
    desiredSize: 5,
    instanceTypes: ['m5.large'],
    recordedAt: '2026-11-23T18:00:10.000Z',
    runId: 'night-1',
    phase: 'restored',
    previous: null,
    ...fields,
  };
}

/** The journal of a morning that brings back one node group, asked for at six. */
export function aMorning({ name = 'apps', min = 2, max = 10, desired = 5 } = {}): JournalEntry[] {
  return [
    anEntry({
      step: 3,
      phase: 'scale-node-group',
      title: 'Scale node group',
      item: name,
      startedAt: '2026-11-24T06:00:00.000Z',
      endedAt: '2026-11-24T06:02:00.000Z',
      facts: { before: { name, max, min: 0, desired: 0 }, after: { name, min, max, desired } },
    }),
  ];
}
