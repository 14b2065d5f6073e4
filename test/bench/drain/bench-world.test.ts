import { expect, test } from '@jest/globals';
import { benchWorld } from '../../../bench/drain/bench-world.ts';

const size = { nodes: 10, deployments: 20, replicas: 30, budgets: 10 };
const names = (budgets: number, kind: string) =>
  benchWorld({ ...size, budgets })
    .objects.filter((object) => object.kind === kind)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

test('has the Deployments that were asked for, each in a namespace that exists', () => {
  const deployments = names(10, 'Deployment');
  expect(new Set(deployments).size).toBe(20);
  const namespaces = new Set(deployments.map((name) => `undefined/${name.split('/')[0]}`));
  expect([...namespaces]).toEqual(names(10, 'Namespace'));
});

test.each([0, 7, 10, 20])('has %d budgets, each for another Deployment', (budgets) => {
  const guarded = new Set(names(budgets, 'PodDisruptionBudget'));
  expect(guarded.size).toBe(budgets);
  expect([...guarded].filter((name) => !names(budgets, 'Deployment').includes(name))).toEqual([]);
});

test('spreads budgets over the Deployments', () => {
  const guarded = new Set(names(10, 'PodDisruptionBudget'));
  const deployments = names(10, 'Deployment');
  expect(deployments.filter((name, index) => guarded.has(name) === (index % 2 === 1))).toEqual(deployments);
});
