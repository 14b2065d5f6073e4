import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { phaseNames } from '../../state-machines/phases.ts';
import {
  type MachineDefinition,
  phasesInOrder,
  type StateDefinition,
  statesOf,
  synthesizedMachines,
} from './definitions.ts';

let machines: MachineDefinition[];
let scaleDown: MachineDefinition;
let scaleUp: MachineDefinition;
let fleet: MachineDefinition;

beforeAll(async () => {
  machines = await synthesizedMachines();
  const named = (name: string) => {
    const machine = machines.find((each) => each.name === name);
    if (!machine) throw new Error(`No machine ${name} was synthesized.`);
    return machine;
  };
  scaleDown = named('eks-scheduler-scale-down');
  scaleUp = named('eks-scheduler-scale-up');
  fleet = named('eks-scheduler-fleet');
});

test('the evening goes through its phases in the order of the runbook', () => {
  expect(phasesInOrder(scaleDown)).toEqual([
    'Prepare run',
    'Record state',
    'Relax webhooks',
    'Pause autoscalers',
    'Drain nodes',
    'Scale node group',
    'Confirm stopped',
    'Report run',
  ]);
});

test('the morning goes through its phases in the order of the runbook', () => {
  expect(phasesInOrder(scaleUp)).toEqual([
    'Prepare run',
    'Validate bootstrap',
    'Scale node group',
    'Wait for nodes',
    'Uncordon nodes',
    'Wait for tier',
    'Resume autoscalers',
    'Restore webhooks',
    'Validate webhooks',
    'Verify cluster',
    'Report run',
  ]);
});

test('a fleet finds its clusters, runs each by itself, and reports', () => {
  expect(phasesInOrder(fleet)).toEqual(['Resolve targets', 'Run clusters', 'Run cluster', 'Report fleet']);
});

function isCallOfFunction({ Type, Arguments }: StateDefinition): boolean {
  return Type === 'Task' && Arguments !== undefined && 'FunctionName' in Arguments;
}

describe('one name for a phase everywhere', () => {
  const folders = readdirSync('lambdas', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    // These are called by EventBridge and are no states: see lib/on-run-failed.ts and lib/stock-taking.ts.
    .filter((folder) => !['on-run-failed', 'take-stock'].includes(folder))
    .sort();
  const asFolder = (title: string) => title.toLowerCase().replaceAll(' ', '-');
  const titles = () => [...new Set(machines.flatMap((machine) => phasesInOrder(machine)))];

  test('the titles of the machines are the phase folders, but for the states that start the runs of a fleet', () => {
    const called = titles().filter((title) => !['Run clusters', 'Run cluster'].includes(title));
    expect(called.map(asFolder).sort()).toEqual(folders);
    expect([...phaseNames, 'resolve-targets', 'report-fleet'].sort()).toEqual(folders);
  });

  test('the titles of the machines are the headings of the runbook, each once', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^### (.+)$/gm)].map(
      ([, heading]) => heading,
    );
    expect([...headings].sort()).toEqual(titles().sort());
  });

  test('each title calls the function of its folder', () => {
    for (const machine of machines) {
      for (const [title, state] of statesOf(machine).filter(([, state]) => isCallOfFunction(state))) {
        expect(state.Arguments?.FunctionName).toMatch(new RegExp(`:eks-scheduler-${asFolder(title)}$`));
      }
    }
  });
});

describe('every Task', () => {
  const tasks = () => machines.flatMap((machine) => statesOf(machine)).filter(([, state]) => isCallOfFunction(state));

  test('retries transient errors, and those alone, at least six times with backoff, a longest delay and full jitter', () => {
    for (const [, { Retry }] of tasks()) {
      expect(Retry).toHaveLength(2);
      const transient = Retry?.[1];
      expect(transient).toMatchObject({
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxDelaySeconds: 60,
        JitterStrategy: 'FULL',
      });
      expect(transient?.MaxAttempts).toBeGreaterThanOrEqual(6);
      expect(transient?.ErrorEquals).toEqual(expect.arrayContaining(['TransientError', 'States.Timeout']));
      for (const lasting of [
        'States.ALL',
        'States.TaskFailed',
        'NodeGroupError',
        'LockHeldError',
        'DrainBlockedError',
      ]) {
        expect(transient?.ErrorEquals).not.toContain(lasting);
      }
    }
  });

  test('waits about half an hour for a place in the concurrency of its function, apart from all failures', () => {
    for (const [, { Retry }] of tasks()) {
      expect(Retry?.[0]).toEqual({
        ErrorEquals: ['Lambda.TooManyRequestsException'],
        ...{ IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 60, JitterStrategy: 'FULL' },
      });
    }
  });

  test('catches nothing: a redrive starts again at the Task that failed', () => {
    expect(tasks().filter(([, { Catch }]) => Catch !== undefined)).toEqual([]);
    expect(machines.flatMap((machine) => statesOf(machine)).filter(([, { Type }]) => Type === 'Fail')).toEqual([]);
    // The one that starts a cluster's run is no function: what the run failed of becomes a line of the fleet's report.
    expect(statesOf(fleet).filter(([, { Catch }]) => Catch !== undefined)).toHaveLength(1);
  });

  test('has a timeout, and so has every machine', () => {
    for (const [, { TimeoutSeconds }] of tasks()) expect(TimeoutSeconds).toBeGreaterThan(0);
    for (const machine of [scaleDown, scaleUp]) expect(machine.TimeoutSeconds).toBe(8 * 3600);
    expect(fleet.TimeoutSeconds).toBe(24 * 3600);
  });

  test('that repeats is told when its loop was entered, and when the run was redriven', () => {
    const repeated = tasks().filter(([, { Next }]) => Next?.endsWith(': done?'));
    expect(repeated.length).toBeGreaterThanOrEqual(9);
    for (const [, { Arguments }] of repeated) {
      expect(Arguments?.Payload.enteredAt).toMatch(/EnteredAt|enteredAt/);
      expect(Arguments?.Payload.redrivenAt).toContain('$states.context.Execution.RedriveTime');
    }
  });
});

test('every state of a fleet says what it is for', () => {
  expect(statesOf(fleet).filter(([, { Comment }]) => !Comment)).toEqual([]);
});

test('the machines speak JSONata throughout', () => {
  for (const machine of machines) expect(machine.QueryLanguage).toBe('JSONata');
});

test('tiers are waited for one at a time', () => {
  const tiers = scaleUp.States['Wait for tiers'] as { readonly MaxConcurrency?: number } | undefined;
  expect(tiers?.MaxConcurrency).toBe(1);
});

test('every pass over the node groups has all of them, and what the pass before left', () => {
  for (const machine of [scaleDown, scaleUp]) {
    const { Type, Arguments, Assign } = machine.States['Scale node group'] ?? {};
    expect(Type).toBe('Task');
    expect(Arguments?.Payload).toMatchObject({ items: '{% $nodeGroups %}', left: '{% $left %}' });
    expect(Assign).toEqual({ left: expect.stringContaining('$states.result.Payload.left') });
  }
});
