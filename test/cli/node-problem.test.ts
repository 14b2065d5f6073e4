import { expect, test } from '@jest/globals';
import { nodeProblem } from '../../cli/node-problem.ts';

test.each(['22.19.0', '22.20.1', '24.21.0', '30.0.0'])('Node.js %s will do', (version) => {
  expect(nodeProblem(version)).toBeNull();
});

test.each(['18.0.0', '20.20.2', '22.18.0'])('Node.js %s is too old, and the cure is named', (version) => {
  expect(nodeProblem(version)).toMatch(new RegExp(`${version} is too old.*npx eks-scheduler`));
});
