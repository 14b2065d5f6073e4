import { TaskFailure } from '../../engine/engine.ts';
import { ServiceError } from '../../service-error.ts';
import { parseJson } from '../json-protocol.ts';
import { asJson, type RestCall, restJsonService } from '../rest-json-protocol.ts';
import type { AwsService, HttpAnswer } from '../wire.ts';
import { functionNameOf } from './function-name.ts';
import type { LambdaHost } from './lambda-host.ts';

/** Lambda gives its caller the last 4 kB of a function's log. */
const logTail = 4096;
/** The payload of a call that nobody waits for: 1 MB. */
const largestEvent = 1024 * 1024;

/**
 * The part of Lambda's API that callers of functions use; it calls the sandbox's functions for anyone.
 *
 * @param roleOf The ARN of a function's role, by its name.
 */
export function lambdaService(host: LambdaHost, roleOf: (name: string) => string = () => ''): AwsService {
  const describe = (name: string) => ({ ...configurationOf(host, name), Role: roleOf(functionNameOf(name)) });
  return restJsonService('lambda', [
    {
      operation: 'Invoke',
      route: 'POST /2015-03-31/functions/{FunctionName}/invocations',
      isRaw: true,
      run: (call) => invoke(host, call),
    },
    {
      operation: 'ListFunctions',
      route: 'GET /2015-03-31/functions',
      run: () => asJson({ Functions: [...host.functions.keys()].map((name) => describe(name)) }),
    },
    {
      operation: 'GetFunction',
      route: 'GET /2015-03-31/functions/{FunctionName}',
      run: ({ path }) => asJson({ Configuration: describe(path.FunctionName ?? ''), Tags: {} }),
    },
    {
      operation: 'GetFunctionConfiguration',
      route: 'GET /2015-03-31/functions/{FunctionName}/configuration',
      run: ({ path }) => asJson(describe(path.FunctionName ?? '')),
    },
  ]);
}

async function invoke(host: LambdaHost, { path, request }: RestCall): Promise<HttpAnswer> {
  const name = path.FunctionName ?? '';
  const payload = request.body.length === 0 ? {} : invocationPayload(request.body);
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') {
    configurationOf(host, name);
    return { statusCode: 204, headers: {}, body: '' };
  }
  if (type === 'Event') {
    configurationOf(host, name);
    if (request.body.length > largestEvent)
      throw new ServiceError('RequestTooLargeException', `Request must be smaller than ${largestEvent} bytes`, 413);
    // Nobody waits for the answer; unlike Lambda the sandbox does not repeat one that failed.
    void host.call(name, payload);
    return { statusCode: 202, headers: {}, body: '' };
  }
  const { requestId, invocation } = await host.call(name, payload).catch((error: unknown) => {
    if (!(error instanceof TaskFailure)) throw error;
    const code = error.error.replace(/^Lambda\./, '');
    throw new ServiceError(code, error.failureCause, statusOf(code));
  });
  const tail = Buffer.from(host.logs(requestId).join('\n')).subarray(-logTail);
  return {
    statusCode: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
      ...(invocation.status === 'error' && { 'x-amz-function-error': 'Unhandled' }),
      ...(request.headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': tail.toString('base64') }),
    },
    body: JSON.stringify((invocation.status === 'error' ? invocation.errorPayload : invocation.payload) ?? null),
  };
}

function invocationPayload(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${error.message}`,
    );
  }
}

function statusOf(code: string): number {
  if (code === 'ResourceNotFoundException') return 404;
  return code === 'RequestTooLargeException' ? 413 : 502;
}

function configurationOf(host: LambdaHost, text: string) {
  const FunctionName = functionNameOf(text);
  const found = host.functions.get(FunctionName);
  if (!found)
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${host.arnOf(FunctionName)}`, 404, {
      Type: 'User',
    });
  return {
    FunctionName,
    FunctionArn: host.arnOf(FunctionName),
    Runtime: 'nodejs24.x',
    Handler: found.handler,
    Timeout: found.timeoutSeconds,
    MemorySize: found.memoryMb ?? 128,
    Version: '$LATEST',
    State: 'Active',
    PackageType: 'Zip',
    Environment: { Variables: found.environment },
  };
}
