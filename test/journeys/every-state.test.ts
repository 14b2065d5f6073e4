import { beforeAll, describe, expect, test } from '@jest/globals';
import { podBehaviour } from '../../sandbox/world.ts';
import { statesOf, synthesizedMachines } from '../state-machines/definitions.ts';
import { aNight, aWorld, exampleWorld, type FinishedRun, type Night } from './a-night.ts';
import { aBackend, aWebhookConfiguration } from './objects.ts';

describe('every state', () => {
  const entered = new Map<string, Set<string>>();

  beforeAll(async () => {
    // One night with everything in it, and one run of each machine that finds nothing to do.
    const night = await aNight({ world: exampleWorld() });
    note(night, [await night.start(), await night.stop(), await night.stop(), await night.start({ verify: true })]);
    // A webhook whose backend takes longer than its tier is waited for.
    const backend = aBackend({ podAnnotations: { [podBehaviour.startAfter]: '120' } });
    const slow = await aNight({ world: aWorld({ objects: [...backend, aWebhookConfiguration()] }) });
    note(slow, [await slow.stop(), await slow.start({ timeouts: { waitForTier: 20 } })]);
    // What follows a run that was ended waits until nothing of that one is on its way.
    const ended = await aNight();
    await endAt(ended, ended.begin('stop'), 'Drain nodes');
    note(ended, [await ended.stop()]);
    await endAt(ended, ended.begin('start'), 'Wait for nodes');
    note(ended, [await ended.start()]);
  });

  test.each(['eks-scheduler-scale-down', 'eks-scheduler-scale-up'])('of %s is entered', async (name) => {
    const machine = (await synthesizedMachines()).find((one) => one.name === name);
    if (!machine) throw new Error(`There is no machine ${name}.`);
    const titles = statesOf(machine).map(([title]) => title);
    expect([...(entered.get(name) ?? [])].sort()).toEqual(titles.sort());
  });

  async function endAt(night: Night, arn: string, title: string): Promise<void> {
    await night.entered(arn, title);
    night.sandbox.engine.stopExecution(arn, 'OnCall', 'not now');
    await night.finished(arn);
  }

  function note({ sandbox }: Night, runs: readonly FinishedRun[]): void {
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'SUCCEEDED'));
    for (const { arn } of runs) {
      const machine = sandbox.engine.describeExecution(arn).stateMachineArn.split(':').at(-1) ?? '';
      const titles = entered.get(machine) ?? new Set();
      entered.set(machine, titles);
      for (const { type, stateEnteredEventDetails } of sandbox.engine.history(arn)) {
        if (type.endsWith('StateEntered')) titles.add((stateEnteredEventDetails as { name: string }).name);
      }
    }
  }
});
