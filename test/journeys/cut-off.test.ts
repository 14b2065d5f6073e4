import { describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../sandbox/service-error.ts';
import { aNight, aNodeGroup, aWorld, type Night, type NightOptions, tasksEntered } from './a-night.ts';
import { fromOutside } from './from-outside.ts';
import { onTheTwinAlone } from './plane.ts';

const apps = aNodeGroup({ name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ name: 'batch', minSize: 0, maxSize: 6, desiredSize: 1 });

async function expectTheEvening(night: Night) {
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
}

async function expectNoLock(night: Night) {
  expect(await fromOutside(night).items('LOCK')).toEqual([]);
}

const expectTheNextStartToFinish = async (night: Night) => {
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  await expectTheEvening(night);
  await expectNoLock(night);
};

/** A request is sent so often before a call of a function ends with its failure. */
const attemptsOfOneCall = 4;

/** So many calls of Prepare run come no further than this operation: it has its effect, and its answer is lost. */
function dyingAfter(operation: string, calls: number): NonNullable<NightOptions['wire']> {
  let left = calls * attemptsOfOneCall;
  return {
    intercept: async (request, proceed) => {
      const answer = await proceed();
      const isMeant = request.operation === operation && (operation !== 'PutItem' || isLock(request.input));
      if (!isMeant || left === 0) return answer;
      left -= 1;
      throw new ServiceError('InternalServerError', 'the answer was lost', 500);
    },
  };
}

function isLock(input: unknown): boolean {
  return JSON.stringify(input).includes('"LOCK"');
}

function hasEntered({ sandbox }: Night, arn: string, title: string): boolean {
  return tasksEntered(sandbox, arn).includes(title) || sandbox.engine.describeExecution(arn).status !== 'RUNNING';
}

const aRealMoment = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

const anAnswerOfPending = { status: 'pending', waitSeconds: 9 * 3600, reason: 'stuck', summary: {} };

onTheTwinAlone('faults, and a clock that can be set', () => {
  describe('a lock', () => {
    test('of a run that ran out of time is taken by the next one', async () => {
      let isStuck = true;
      const night = await aNight({
        world: aWorld({ nodeGroups: [apps, batch] }),
        observe: (invoker) => ({
          invoke: async (name, payload) => {
            const answer = await invoker.invoke(name, payload);
            return isStuck && name.includes('confirm-stopped') ? { status: 'ok', payload: anAnswerOfPending } : answer;
          },
        }),
      });
      const stop = await night.stop();
      isStuck = false;
      expect(stop).toMatchObject({ status: 'TIMED_OUT' });
      expect(await fromOutside(night).items('LOCK')).toMatchObject([{ holder: stop.arn }]);
      await expectTheNextStartToFinish(night);
    });

    test('is kept by a Prepare run that dies between taking it and anything else, and is called again', async () => {
      const night = await aNight({ world: aWorld({ nodeGroups: [apps, batch] }), wire: dyingAfter('PutItem', 1) });
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      await expectNoLock(night);
      await expectTheNextStartToFinish(night);
    });

    test('of a Prepare run that dies after taking it each time is taken by the next run, and by a redrive', async () => {
      const night = await aNight({ world: aWorld({ nodeGroups: [apps, batch] }), wire: dyingAfter('PutItem', 9) });
      const stop = await night.stop();
      expect(stop).toMatchObject({ status: 'FAILED' });
      expect(night.failedState(stop.arn)).toBe('Prepare run');
      expect(await fromOutside(night).items('LOCK')).toMatchObject([{ holder: stop.arn }]);
      expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheNextStartToFinish(night);
    });

    test('of a stop that was ended by a start which died before it took it is taken when that one is called again', async () => {
      const night = await aNight({
        world: aWorld({ nodeGroups: [apps, batch] }),
        wire: dyingAfter('StopExecution', 1),
      });
      const stop = night.begin('stop');
      await night.entered(stop, 'Drain nodes');
      expect(await night.start({ takeover: true })).toMatchObject({ status: 'SUCCEEDED' });
      expect(await night.finished(stop)).toMatchObject({ status: 'ABORTED', error: 'TakenOver' });
      await expectTheEvening(night);
      await expectNoLock(night);
    });
  });
});

onTheTwinAlone('a request that is held up on its way', () => {
  test.each(['Validate bootstrap', 'Scale node group', 'Wait for nodes', 'Resume autoscalers'])(
    'a change that a stop had sent, and that arrives when the start that took over is at %s, loses nothing',
    async (title) => {
      const arrives = Promise.withResolvers<void>();
      const sent = Promise.withResolvers<void>();
      let isFirst = true;
      const night = await aNight({
        world: aWorld({ nodeGroups: [apps, batch] }),
        wire: {
          intercept: async (request, proceed) => {
            if (request.operation === 'UpdateNodegroupConfig' && isFirst) {
              isFirst = false;
              sent.resolve();
              await arrives.promise;
            }
            return proceed();
          },
        },
      });
      const stop = night.begin('stop');
      await sent.promise;
      const start = night.begin('start', { takeover: true });
      // Simulated time stands still while a request is on its way, so a start that has to wait gets no further than that.
      for (let looks = 0; looks < 100 && !hasEntered(night, start, title); looks += 1) await aRealMoment();
      arrives.resolve();
      expect(await night.finished(start)).toMatchObject({ status: 'SUCCEEDED' });
      expect(await night.finished(stop)).toMatchObject({ status: 'ABORTED' });
      await expectTheEvening(night);
    },
  );
});
