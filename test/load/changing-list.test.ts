import { expect, test } from '@jest/globals';
import { loadWorld } from '../../bench/load/load-world.ts';
import type { KubernetesRequest } from '../../sandbox/kubernetes/server.ts';
import { aNightOnTheTwin } from '../journeys/a-night.ts';

/** More pods than a page of a list has. */
const size = { nodeGroups: 15, budgets: 60, podsPerBudget: 10, webhooks: 0 };

const expired = {
  code: 410,
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'Expired',
    message: 'The provided continue parameter is too old to display a consistent list result.',
    code: 410,
  },
};

const isSecondPageOfPods = ({ operation, path }: KubernetesRequest) =>
  operation === 'list pods' && path.includes('continue=');

test('a list of pods that expires between its pages is read from its start, and the drain misses none of them', async () => {
  let gone = 0;
  let pages = 0;
  const night = await aNightOnTheTwin({
    world: loadWorld(size),
    kubernetesWire: {
      intercept: async (request, proceed) => {
        if (!isSecondPageOfPods(request)) return proceed();
        pages += 1;
        if (pages % 2 === 0) return proceed();
        gone += 1;
        return expired;
      },
    },
  });
  expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED', report: { warnings: [] } });
  await night.pass({ minutes: 10 });
  expect(await night.snapshot()).toMatchObject({ nodes: 0 });
  expect(gone).toBeGreaterThan(0);
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});

test('a list that expires time and again fails the drain by name, and a redrive ends it', async () => {
  let isOverloaded = true;
  const night = await aNightOnTheTwin({
    world: loadWorld(size),
    kubernetesWire: {
      intercept: async (request, proceed) => (isOverloaded && isSecondPageOfPods(request) ? expired : proceed()),
    },
  });
  const stop = await night.stop();
  expect(stop).toMatchObject({ status: 'FAILED', error: 'TransientError' });
  expect(stop.message).toContain('The list of pods expired');
  isOverloaded = false;
  expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});
