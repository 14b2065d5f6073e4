import { expect, test } from '@jest/globals';
import {
  type Order,
  type PlannedPod,
  perfectPlan,
  type Removal,
  type Task,
} from '../../../bench/drain/perfect-plan.ts';

const podsOf = (app: string, count: number): PlannedPod[] =>
  Array.from({ length: count }, (_, index) => ({
    namespace: 'shop',
    name: `${app}-${index}`,
    uid: `uid-${app}-${index}`,
    app,
  }));

const pods = [...podsOf('guarded', 5), ...podsOf('free', 3)];
const budgets = [{ namespace: 'shop', app: 'guarded', disruptionsAllowed: 2 }];

const removalsOf = (tasks: readonly Task[]): Removal[] =>
  tasks.flatMap(({ removals, then }) => [...removals, ...removalsOf(then)]);
const planned = (order: Order) => removalsOf(perfectPlan(pods, budgets, order).flat());
const ofApp = (removals: readonly Removal[], app: string) => removals.filter(({ name }) => name.startsWith(app));
const evictions = (removals: readonly Removal[]) => removals.filter(({ how }) => how === 'evict');

test.each(['shuffled', 'by-budget', 'deletes'] as const)('%s: every pod is asked once, by its uid', (order) => {
  const uids = planned(order).map(({ uid }) => uid);
  expect(uids.sort()).toEqual(pods.map(({ uid }) => uid).sort());
});

test.each(['shuffled', 'by-budget'] as const)(
  '%s: a budget is asked for as many as it lets go, the rest is deleted, and what nothing guards is evicted',
  (order) => {
    expect(evictions(ofApp(planned(order), 'guarded'))).toHaveLength(2);
    expect(ofApp(planned(order), 'guarded')).toHaveLength(5);
    expect(evictions(ofApp(planned(order), 'free'))).toHaveLength(3);
  },
);

test('a budget of another namespace guards nothing here', () => {
  const elsewhere = [{ namespace: 'other', app: 'guarded', disruptionsAllowed: 0 }];
  expect(evictions(removalsOf(perfectPlan(pods, elsewhere, 'shuffled').flat()))).toHaveLength(8);
});

test('shuffled: all evictions come before the first deletion', () => {
  const stages = perfectPlan(pods, budgets, 'shuffled').map(removalsOf);
  expect(stages.map((stage) => [...new Set(stage.map(({ how }) => how))])).toEqual([['evict'], ['delete']]);
});

test('by-budget: evictions under one budget are one after another, and its deletions wait for them', () => {
  const [stage = []] = perfectPlan(pods, budgets, 'by-budget');
  const [chain] = stage;
  expect(chain?.removals.map(({ how }) => how)).toEqual(['evict', 'evict']);
  expect(removalsOf(chain?.then ?? []).map(({ how }) => how)).toEqual(['delete', 'delete', 'delete']);
});

test('deletes: nobody is evicted', () => {
  expect(evictions(planned('deletes'))).toEqual([]);
});
