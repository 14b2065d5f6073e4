import { describe, expect, test } from '@jest/globals';
import { sayWhatNext } from '../../lambdas/say-what-next.ts';
import {
  AccessDeniedError,
  ConfigurationError,
  LockLostError,
  NodeGroupError,
  TransientError,
} from '../../src/domain/errors.ts';

describe('the cause of a failed state says whether to redrive', () => {
  test('a permission that was missing: redrive, when it is there', () => {
    const error = sayWhatNext(new AccessDeniedError('AWS refused eks:ListNodegroups.', 'Allow it.'));
    expect(error.message).toBe(
      'AWS refused eks:ListNodegroups. Allow it. Then redrive the execution: it goes on here.',
    );
  });

  test('a wrong configuration: start anew, because a redrive would be as wrong', () => {
    const error = sayWhatNext(new ConfigurationError('minNodes: -1 is too small.', 'Write 0 or more.'));
    expect(error.message).toContain('Then start anew');
    expect(error.message).not.toContain('Then redrive');
  });

  test('trouble that passes by itself: redrive only where the retries were not enough', () => {
    expect(sayWhatNext(new TransientError('Slow down.', 'It is retried.')).message).toContain(
      'Where the execution has failed with it, redrive it',
    );
  });

  test('an error that nobody foresaw keeps its name and its words', () => {
    const error = sayWhatNext(new TypeError('x is not a function'));
    expect(error.name).toBe('TypeError');
    expect(error.message).toMatch(/^x is not a function This error has no article .* a redrive goes on here\.$/);
  });

  test.each([
    new LockLostError('Another run took it.', 'Do not redrive this one.'),
    new NodeGroupError('EKS has no capacity.', 'Ask for other types, then redrive.'),
    new ConfigurationError('Several Deployments fit.', 'Set autoscaler.deployment and start anew.'),
  ])('what says so already is left as it is: %s', (error) => {
    const { message } = error;
    expect(sayWhatNext(error).message).toBe(message);
  });
});
