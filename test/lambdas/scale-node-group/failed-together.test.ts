import { expect, test } from '@jest/globals';
import { failedTogether } from '../../../lambdas/scale-node-group/failed-together.ts';
import { NodeGroupError } from '../../../src/domain/errors.ts';

const cure = 'Remove the cause, and redrive the run.';

function failures(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    item: `group-${index}`,
    error: new NodeGroupError(`Node group group-${index} was refused.`, cure),
  }));
}

test('several node groups that failed are told in their own words, with the cure once', () => {
  const error = failedTogether(failures(2), 7);
  expect(error).toBeInstanceOf(NodeGroupError);
  expect(error.message).toBe(
    `2 of 7 node groups failed. Node group group-0 was refused. Node group group-1 was refused. ${cure}`,
  );
});

test('hundreds that failed make a message that a person can read', () => {
  const { message } = failedTogether(failures(450), 450);
  expect(message).toMatch(/^450 of 450 node groups failed\. Node group group-0 was refused\./);
  expect(message).toContain('So did group-5, group-6');
  expect(message.length).toBeLessThan(1_000);
});
