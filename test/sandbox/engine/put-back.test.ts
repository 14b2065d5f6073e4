import { describe, expect, test } from '@jest/globals';
import type { CutOff, EngineOptions, KeptWithHistory } from '../../../sandbox/engine/engine.ts';
import type { KeptExecution } from '../../../sandbox/engine/execution/kept-execution.ts';
import { anEngine, aPass, aTask, type Ended, ended, load, redriven, type TestEngine } from './an-engine.ts';

/** What an engine said of its progress, as another process would read it. */
type Told = readonly string[];

const cutOff: CutOff = ({ name }) => ({ error: 'ProcessEnded', cause: `redrive ${name}` });
const functions = {
  look: (round: unknown) => (Number(round) < 2 ? 'pending' : 'done'),
  double: (n: unknown) => Number(n) * 2,
};

/** A loop with a Wait, variables, iterations side by side, and branches. */
const night = {
  StartAt: 'Begin',
  States: {
    Begin: aPass({ Assign: { round: 0, sizes: [1, 2, 3] }, Next: 'Look' }),
    Look: aTask('look', {
      Arguments: { FunctionName: 'look', Payload: '{% $round %}' },
      Assign: { round: '{% $round + 1 %}' },
      Next: 'Done?',
    }),
    'Done?': {
      Type: 'Choice',
      Choices: [{ Condition: "{% $states.input = 'done' %}", Next: 'Each' }],
      Default: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 30, Next: 'Look' },
    Each: {
      Type: 'Map',
      Items: '{% $sizes %}',
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: 'Double',
        States: {
          Double: aTask('double', { Assign: { twice: '{% $states.result.Payload %}' }, Next: 'Again' }),
          Again: aTask('double'),
        },
      },
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: aTask('double', { Arguments: { FunctionName: 'double', Payload: 21 } }) } },
        { StartAt: 'Right', States: { Right: aPass({ Output: '{% $states.input %}' }) } },
      ],
      Output: '{% {"round": $round, "both": $states.result} %}',
      End: true,
    },
  },
};

/** A run for each cluster, in child executions; names are taken once, as on AWS. */
const fleet = {
  StartAt: 'Clusters',
  States: {
    Clusters: {
      Type: 'Map',
      Items: ['a', 'b'],
      Label: 'Clusters',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Run',
        States: {
          Run: {
            Type: 'Task',
            Resource: 'arn:aws:states:::states:startExecution.sync:2',
            Arguments: {
              StateMachineArn: 'arn:aws:states:eu-west-1:111111111111:stateMachine:night',
              Name: "{% $states.input & '-run' & ($exists($states.context.Execution.RedriveCount) ? $string($states.context.Execution.RedriveCount) : '0') %}",
            },
            Output: '{% $states.result.Output %}',
            End: true,
          },
        },
      },
      End: true,
    },
  },
};

/** Runs a machine to its end, and answers every line of its progress. */
async function played(machine: 'night' | 'fleet'): Promise<{ readonly told: Told; readonly run: Ended }> {
  const told: string[] = [];
  const engine = anEngine(functions, 1, 1, {
    onProgress: (kept, events) => void told.push(JSON.stringify({ kept, events })),
  });
  const stateMachineArn = loaded(engine, machine);
  const { arn } = engine.startExecution({ stateMachineArn, name: 'tonight' });
  await engine.finished(arn);
  return { told, run: ended(engine, arn) };
}

function loaded(engine: TestEngine, machine: 'night' | 'fleet'): string {
  const arns = { night: load(engine, night, 'night').arn, fleet: load(engine, fleet, 'fleet').arn };
  return arns[machine];
}

function lastOf(told: Told): KeptWithHistory[] {
  const found = new Map<string, KeptWithHistory>();
  for (const line of told) {
    const { kept, events } = JSON.parse(line) as KeptWithHistory;
    found.set(kept.arn, { kept, events: [...(found.get(kept.arn)?.events ?? []), ...events] });
  }
  return [...found.values()];
}

/** Another process that knows what was told until then. */
function nextProcess(
  told: Told,
  machine: 'night' | 'fleet',
  reason: CutOff | null = cutOff,
  tell: (line: string) => void = () => undefined,
): TestEngine {
  const onProgress: EngineOptions['onProgress'] = (kept, events) => tell(JSON.stringify({ kept, events }));
  const engine = anEngine(functions, 2, 1, { onProgress });
  loaded(engine, machine);
  engine.putBack(lastOf(told), reason);
  return engine;
}

describe.each(['night', 'fleet'] as const)('a %s whose process dies', (machine) => {
  test('after any step goes on in the next process and comes to the same end', async () => {
    const { told, run } = await played(machine);
    expect(run.status).toBe('SUCCEEDED');
    for (let steps = 1; steps < told.length; steps++) {
      const engine = nextProcess(told.slice(0, steps), machine);
      const cut = engine.describeExecution(run.arn);
      expect(cut).toMatchObject({ status: 'FAILED', error: 'ProcessEnded', cause: 'redrive tonight' });
      expect(cut.redriveStatus).toBe('REDRIVABLE');
      expect(engine.statusChanges).toEqual([]);

      const again = await redriven(engine, run.arn);
      expect({ steps, result: again.result }).toEqual({ steps, result: run.result });
      expect(again).toMatchObject({ redriveCount: 1, startedAt: run.startedAt, input: run.input });
      expect(again.events.map(({ id }) => id)).toEqual(again.events.map((_, index) => index + 1));
    }
  });
});

test('what a second process tells goes on where the first ended: a third one reads both', async () => {
  const { told, run } = await played('night');
  const both = [...told.slice(0, 8)];
  const second = nextProcess(both, 'night', cutOff, (line) => both.push(line));
  await redriven(second, run.arn);

  const third = ended(nextProcess(both, 'night'), run.arn);
  expect(third.result).toEqual(run.result);
  expect(third.events).toEqual(second.history(run.arn));
});

test('an execution that has ended is put back as it was, with its history', async () => {
  const { told, run } = await played('night');
  const engine = nextProcess(told, 'night');
  expect(ended(engine, run.arn)).toEqual(run);
});

test('what is done already is not done again: only the Task that was under way', async () => {
  const { told, run } = await played('night');
  // The first iteration has doubled twice, the second once.
  const steps = told.findIndex(
    (line) => (JSON.parse(line) as { kept: KeptExecution }).kept.root.position?.stateName === 'Both',
  );
  const engine = nextProcess(told.slice(0, steps - 1), 'night');
  await redriven(engine, run.arn);
  expect(engine.calls.look).toBeUndefined();
  expect(engine.calls.double?.length).toBeLessThan(7);
});

test('an execution that another process runs is shown as running, and cannot be redriven', async () => {
  const { told, run } = await played('night');
  const engine = nextProcess(told.slice(0, 5), 'night', null);
  expect(engine.describeExecution(run.arn)).toMatchObject({ status: 'RUNNING', redriveStatus: 'NOT_REDRIVABLE' });
});

test('an execution that was cut off is told as failed by the next process: who reads along does not take it for running', async () => {
  const { told, run } = await played('night');
  const both = [...told.slice(0, 5)];
  nextProcess(both, 'night', cutOff, (line) => both.push(line));
  const reader = nextProcess(both, 'night', null);
  expect(ended(reader, run.arn)).toMatchObject({ status: 'FAILED', error: 'ProcessEnded' });
  expect(reader.history(run.arn).map(({ id }) => id)).toEqual(reader.history(run.arn).map((_, index) => index + 1));
});

test('an execution whose machine has no such state any more can be looked at, and says why it is not redriven', async () => {
  const { told, run } = await played('night');
  const toldSince: string[] = [];
  const engine = anEngine(functions, 1, 1, { onProgress: ({ name }) => void toldSince.push(name) });
  load(engine, { StartAt: 'Other', States: { Other: aPass() } }, 'night');
  engine.putBack(lastOf(told.slice(0, 5)), cutOff);
  expect(engine.describeExecution(run.arn)).toMatchObject({
    ...{ status: 'FAILED', redriveStatus: 'NOT_REDRIVABLE' },
    redriveStatusReason: 'The state machine has changed, and has no such state any more',
  });
  expect(() => engine.redriveExecution(run.arn)).toThrow('The state machine has changed');
  // The version that knows the state can still go on from it.
  expect(toldSince).toEqual([]);
});

test('a fleet whose runs stand at a state that there is no more is not redriven: they would end with nothing done', async () => {
  const { told, run } = await played('fleet');
  // Both runs are under way.
  const steps = told.findIndex((line) => line.includes('b-run0')) + 1;
  const { Clusters } = fleet.States;
  const { Run } = Clusters.ItemProcessor.States;
  const renamed = { ...Clusters.ItemProcessor, StartAt: 'Other', States: { Other: Run } };
  const engine = anEngine(functions);
  load(engine, night, 'night');
  load(engine, { ...fleet, States: { Clusters: { ...Clusters, ItemProcessor: renamed } } }, 'fleet');
  engine.putBack(lastOf(told.slice(0, steps)), cutOff);
  expect(() => engine.redriveExecution(run.arn)).toThrow('The state machine has changed');
});

test('cutting off ends a fleet with all its runs where they stand, and tells no rule', async () => {
  const told: string[] = [];
  const engine = anEngine(functions, 1, 1, {
    onProgress: (kept, events) => void told.push(JSON.stringify({ kept, events })),
  });
  const { arn } = engine.startExecution({ stateMachineArn: loaded(engine, 'fleet'), name: 'tonight' });
  // In the middle of the first Wait.
  const resting = new Promise<void>((resolve) => engine.clock.after(10_000, resolve));
  await resting;
  const before = engine.statusChanges.length;

  const cut = engine.cutOff(cutOff);
  expect(cut.map(({ name, status }) => `${name} ${status}`)).toEqual(
    expect.arrayContaining(['tonight FAILED', 'a-run0 FAILED', 'b-run0 FAILED']),
  );
  await engine.finished(arn);
  expect(engine.statusChanges).toHaveLength(before);

  const next = nextProcess(told, 'fleet');
  expect((await redriven(next, arn)).result).toEqual((await played('fleet')).run.result);
});
