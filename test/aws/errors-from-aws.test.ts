import { expect, test } from '@jest/globals';
import { errorFromAws } from '../../src/aws/errors-from-aws.ts';
import { LockLostError } from '../../src/domain/errors.ts';

const anError = (name: string, more: object = {}) => Object.assign(new Error('words of AWS'), { name, ...more });

test.each([
  [anError('ThrottlingException'), 'TransientError'],
  [anError('ProvisionedThroughputExceededException'), 'TransientError'],
  [anError('Whatever', { $metadata: { httpStatusCode: 503 } }), 'TransientError'],
  [anError('TimeoutError'), 'TransientError'],
  [anError('Error', { code: 'ECONNRESET' }), 'TransientError'],
  [anError('AccessDeniedException'), 'AccessDeniedError'],
  [anError('UnauthorizedOperation'), 'AccessDeniedError'],
  [anError('ValidationException', { $metadata: { httpStatusCode: 400 } }), 'ValidationException'],
  [new TypeError('a bug of ours'), 'TypeError'],
  [new LockLostError('it is lost.', 'Stop.'), 'LockLostError'],
])('%s becomes %s', (error, name) => {
  expect(errorFromAws(error, 'eks:DescribeCluster').name).toBe(name);
});

test('a refusal says which action to allow', () => {
  expect(errorFromAws(anError('AccessDenied'), 'eks:TagResource').message).toContain('Allow eks:TagResource');
});

test('what is thrown without being an error is one afterwards', () => {
  expect(errorFromAws('text', 's3:PutObject')).toBeInstanceOf(Error);
});
