import { expect, test } from '@jest/globals';
import { digest } from '../../sandbox/kubernetes/digest.ts';
import { aNightOnTheTwin } from '../journeys/a-night.ts';
import { callsByPhase, fromOutside } from '../journeys/from-outside.ts';
import { expectReadable } from './refusal.ts';

/** The text of an input as StartExecution takes it, and what the message must say. */
const inputs: readonly (readonly [text: string, ...says: string[]])[] = [
  ['null', 'null is not a group of keys'],
  ['true', 'true is not a group of keys'],
  ['-0.5e-7', '-5e-8 is not a group of keys'],
  ['"\\u0000\\u202e"', '"\\u{0}\\u{202e}" is not a group of keys'],
  ['[[]]', '[[]] is not a group of keys'],
  [`{"cluster":${'['.repeat(1000)}${']'.repeat(1000)}}`, 'cluster: [[[[…]]]] is not text'],
  [`{"cluster":"${'a'.repeat(200_000)}"}`, 'cluster: "aaa', '(200000 characters)'],
  [`{"cluster":"dev","${'k'.repeat(200_000)}":1}`, '(200000 characters): is not known'],
  [`{"cluster":"dev","nodeGroups":[${'1,'.repeat(99_999)}1]}`, 'nodeGroups: [1,1', 'Write 500 or less entries'],
  ['{"cluster":"dev","__proto__":{"dryRun":true}}', '__proto__: is not known'],
  ['{"cluster":"dev","minNodes":1e308}', 'minNodes: 1e+308', 'is too big'],
  ['{"cluster":"{% $states.input %}"}', 'cluster: "{% $states.input %}"', 'as EKS shows it'],
  ['{"cluster":"../../prod"}', 'cluster: "../../prod"', 'as EKS shows it'],
];

test('whatever text an execution is started with, it fails at Prepare run in words, and nothing is changed', async () => {
  const night = await aNightOnTheTwin();
  const { engine, machineArn, kubernetes, eks } = night.sandbox;
  const before = { kubernetes: digest(kubernetes.api), eks: eks.snapshot() };
  for (const [input, ...says] of inputs) {
    const { arn } = engine.startExecution({ stateMachineArn: machineArn('start'), input });
    const run = await night.finished(arn);
    expect(run).toMatchObject({ status: 'FAILED', error: 'ConfigurationError' });
    for (const words of says) expect(run.message).toContain(words);
    expectReadable(run.message);
    expect(callsByPhase(night, arn)).toEqual({ 'prepare-run': 1 });
  }
  expect({ kubernetes: digest(kubernetes.api), eks: eks.snapshot() }).toEqual(before);
  const items = await fromOutside(night).items();
  expect(items.filter(({ sk }) => !sk.startsWith('RUN#'))).toEqual([]);
});
