import { expect, test } from '@jest/globals';
import { type PriceList, type Sleep, savingsOf } from '../../src/domain/savings.ts';

const prices: PriceList = { currency: 'EUR', nodeHour: { 'm5.large': 0.1, 'm5a.large': 0.09 }, controlPlaneHour: 0.1 };

function aSleep(fields: Partial<Sleep> = {}): Sleep {
  return { nodeGroup: 'apps', instanceTypes: ['m5.large'], nodes: 2, seconds: 36_000, ...fields };
}

test('node-hours are nodes times hours, added up by instance type', () => {
  const sleeps = [
    aSleep(),
    aSleep({ nodeGroup: 'web', nodes: 1 }),
    aSleep({ instanceTypes: ['c6i.xlarge'], seconds: 5_400 }),
  ];

  expect(savingsOf(sleeps, null)).toEqual({
    nodeHours: 33,
    byInstanceType: [
      { instanceTypes: 'c6i.xlarge', nodes: 2, nodeHours: 3, amount: null },
      { instanceTypes: 'm5.large', nodes: 3, nodeHours: 30, amount: null },
    ],
    amount: null,
    currency: null,
    unpriced: [],
    controlPlane: null,
  });
});

test('money is node-hours times the price, and the control plane is told and not taken off', () => {
  expect(savingsOf([aSleep()], prices)).toMatchObject({ nodeHours: 20, amount: 2, currency: 'EUR', controlPlane: 1 });
});

test('of several types that EKS chose among, the cheapest counts', () => {
  const [both] = savingsOf([aSleep({ instanceTypes: ['m5a.large', 'm5.large'] })], prices).byInstanceType;

  expect(both).toEqual({ instanceTypes: 'm5.large | m5a.large', nodes: 2, nodeHours: 20, amount: 1.8 });
});

test.each([
  ['has none', ['c6i.xlarge'], 'c6i.xlarge'],
  ['is not known', [], 'unknown'],
  ['may be chosen and has none', ['m5.large', 'c6i.xlarge'], 'c6i.xlarge | m5.large'],
])('a type that %s is left out of the amount, and named', (_, instanceTypes, name) => {
  const savings = savingsOf([aSleep(), aSleep({ instanceTypes })], prices);

  expect(savings).toMatchObject({ nodeHours: 40, amount: 2, unpriced: [name] });
});

test('a group of no nodes, or that did not sleep, spares nothing', () => {
  expect(savingsOf([aSleep({ nodes: 0 }), aSleep({ seconds: 0 })], prices)).toMatchObject({
    nodeHours: 0,
    byInstanceType: [],
    amount: null,
  });
});
