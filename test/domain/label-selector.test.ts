import { describe, expect, test } from '@jest/globals';
import type { LabelSelector } from '../../src/domain/kubernetes-objects.ts';
import { matchesSelector } from '../../src/domain/label-selector.ts';

type Operator = NonNullable<LabelSelector['matchExpressions']>[number]['operator'];

const labels = { app: 'shop', tier: 'web' };

function when(operator: Operator, key: string, ...values: string[]): LabelSelector {
  return { matchExpressions: [{ key, operator, values }] };
}

describe('a label selector', () => {
  test('that is absent selects nothing, one that is empty selects everything', () => {
    expect(matchesSelector(null, labels)).toBe(false);
    expect(matchesSelector(undefined, labels)).toBe(false);
    expect(matchesSelector({}, labels)).toBe(true);
    expect(matchesSelector({}, {})).toBe(true);
  });

  test.each([
    ['In with its value', when('In', 'app', 'cart', 'shop'), true],
    ['In with another value', when('In', 'app', 'cart'), false],
    ['In without the key', when('In', 'zone', 'a'), false],
    ['NotIn with its value', when('NotIn', 'app', 'shop'), false],
    ['NotIn without the key', when('NotIn', 'zone', 'a'), true],
    ['Exists', when('Exists', 'app'), true],
    ['Exists without the key', when('Exists', 'zone'), false],
    ['DoesNotExist', when('DoesNotExist', 'app'), false],
    ['DoesNotExist without the key', when('DoesNotExist', 'zone'), true],
    ['a label that objects have anyway', when('Exists', 'constructor'), false],
  ])('reads %s as Kubernetes does', (_, selector, selects) => {
    expect(matchesSelector(selector, labels)).toBe(selects);
  });

  test('needs every one of its demands', () => {
    expect(matchesSelector({ matchLabels: { app: 'shop', tier: 'web' } }, labels)).toBe(true);
    expect(matchesSelector({ matchLabels: { app: 'shop', tier: 'db' } }, labels)).toBe(false);
    expect(matchesSelector({ matchLabels: { app: 'shop' }, ...when('DoesNotExist', 'tier') }, labels)).toBe(false);
  });
});
