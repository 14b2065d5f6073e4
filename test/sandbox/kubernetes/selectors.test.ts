import { expect, test } from '@jest/globals';
import { matchesLabelSelector, parseFieldSelector, parseLabelSelector } from '../../../sandbox/kubernetes/selectors.ts';
import { aPod, refusalOf } from './an-api.ts';

const labels = { app: 'web', tier: 'front', 'node.kubernetes.io/type': 't3.large' };

test.each([
  ['', true],
  ['app=web', true],
  ['app==web,tier=front', true],
  ['app=web,tier=back', false],
  ['app!=db', true],
  ['missing!=x', true],
  ['app in (db, web)', true],
  ['missing in (x)', false],
  ['app notin (db),tier', true],
  ['missing notin (x)', true],
  ['!missing', true],
  ['!app', false],
  ['node.kubernetes.io/type=t3.large', true],
  ['missing=', false],
])('the label selector "%s"', (selector, isMatch) => {
  expect(parseLabelSelector(selector)(labels)).toBe(isMatch);
});

test('a label selector that cannot be read is refused', () => {
  expect(refusalOf(() => parseLabelSelector('app=(web')).code).toBe(400);
});

test.each([
  ['spec.nodeName=n1', true],
  ['spec.nodeName!=n1', false],
  ['spec.nodeName==n1,status.phase!=Failed', true],
  ['metadata.name=web-1', true],
  ['metadata.namespace=other', false],
  ['status.nominatedNodeName=', true],
  ['spec.hostNetwork=false', true],
])('the field selector "%s"', (selector, isMatch) => {
  expect(parseFieldSelector(selector, 'pods')(aPod())).toBe(isMatch);
});

test('a field that cannot be selected is refused', () => {
  expect(refusalOf(() => parseFieldSelector('spec.priority=1', 'pods'))).toMatchObject({
    code: 400,
    message: 'field label not supported: spec.priority',
  });
});

test('an absent selector of an object selects nothing, an empty one everything', () => {
  expect(matchesLabelSelector(undefined, labels)).toBe(false);
  expect(matchesLabelSelector({}, labels)).toBe(true);
});
