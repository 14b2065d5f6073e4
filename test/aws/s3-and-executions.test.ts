import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test } from '@jest/globals';
import { s3Reports } from '../../src/aws/s3-reports.ts';
import { stepFunctionsExecutions } from '../../src/aws/step-functions-executions.ts';
import { AccessDeniedError, TransientError } from '../../src/domain/errors.ts';
import { type AwsAnswer, type AwsEndpoint, anAwsEndpoint } from './an-aws-endpoint.ts';

let endpoint: AwsEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const arn = 'arn:aws:states:eu-west-1:111122223333:execution:down:monday';
const gone: AwsAnswer = { status: 400, body: { __type: 'ExecutionDoesNotExist', message: 'gone' } };

async function executions(answer: AwsAnswer) {
  endpoint = await anAwsEndpoint(() => answer);
  return stepFunctionsExecutions(new SFNClient(endpoint.settings));
}

test('a report is stored and its address answered', async () => {
  endpoint = await anAwsEndpoint(() => ({ body: '' }));
  const reports = s3Reports(new S3Client(endpoint.settings), 'reports');
  await expect(reports.put('dev/monday.json', '{"a":1}', 'application/json')).resolves.toBe(
    's3://reports/dev/monday.json',
  );
  expect(endpoint.requests).toMatchObject([{ method: 'PUT', path: '/reports/dev/monday.json' }]);
});

test('a bucket that refuses says which action to allow', async () => {
  const body = '<Error><Code>AccessDenied</Code><Message>no</Message></Error>';
  endpoint = await anAwsEndpoint(() => ({ status: 403, body }));
  const put = s3Reports(new S3Client(endpoint.settings), 'reports').put('a', 'b', 'text/plain');
  await expect(put).rejects.toThrow(AccessDeniedError);
  await expect(put).rejects.toThrow('s3:PutObject');
});

describe('executions', () => {
  test('have a status', async () => {
    const { status } = await executions({ body: { executionArn: arn, status: 'RUNNING' } });
    await expect(status(arn)).resolves.toBe('RUNNING');
  });

  test('that are deleted from history are not found, and need no stopping', async () => {
    const { status, stop } = await executions(gone);
    await expect(status(arn)).resolves.toBe('NOT_FOUND');
    await expect(stop(arn, 'a start took over')).resolves.toBeUndefined();
  });

  test('are stopped with the cause', async () => {
    const { stop } = await executions({ body: { stopDate: 1 } });
    await stop(arn, 'a start took over');
    expect(JSON.parse(endpoint?.requests[0]?.body ?? '')).toMatchObject({
      executionArn: arn,
      cause: 'a start took over',
    });
  });

  test('whose service throttles are transient', async () => {
    const { status } = await executions({ status: 400, body: { __type: 'ThrottlingException', message: 'slow' } });
    await expect(status(arn)).rejects.toThrow(TransientError);
  });
});
