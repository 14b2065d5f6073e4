import { StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { uuidFrom } from '../random.ts';
import { refusalByRole } from './refusal-by-role.ts';
import type { Attempt } from './task.ts';

/** A function ARN as Resource: the payload is the input, the answer the result. */
export function callFunction({ visit, parameters }: Attempt, functionArn: string): Promise<Json> {
  return call(visit, functionArn, parameters);
}

/** `lambda:invoke`: the answer comes wrapped in what the SDK says of it. */
export async function invokeFunction({ visit, parameters }: Attempt): Promise<Json> {
  const { FunctionName, Payload, Qualifier, InvocationType } = isObject(parameters) ? parameters : {};
  if (InvocationType !== undefined && InvocationType !== 'RequestResponse') {
    throw visit.failure(
      'States.Runtime',
      `The sandbox does not invoke with InvocationType '${String(InvocationType)}'.`,
    );
  }
  const name = Qualifier === undefined ? String(FunctionName) : `${String(FunctionName)}:${String(Qualifier)}`;
  const payload = await call(visit, name, Payload === undefined ? {} : Payload);
  return wrap(payload, uuidFrom(visit.services.random), new Date(visit.services.clock.now()));
}

/** Holds the clock meanwhile: no timer says when a function answers. */
async function call(visit: Attempt['visit'], functionName: string, payload: Json): Promise<Json> {
  const { services } = visit;
  const arn = functionName.startsWith('arn:') ? functionName : services.arns.function(functionName);
  const refusal = refusalByRole(visit, 'lambda:InvokeFunction', arn);
  if (refusal !== null) throw refusedCall(visit, refusal);
  const answer = await services.clock.during(services.invoker.invoke(functionName, payload));
  if (answer.status === 'error') throw new StateFailure(answer.errorType, JSON.stringify(answer.errorPayload));
  return (answer.payload ?? null) as Json;
}

function refusedCall({ services }: Attempt['visit'], refusal: string): StateFailure {
  const requestId = uuidFrom(services.random);
  const origin = `Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: ${requestId}; Proxy: null`;
  return new StateFailure('Lambda.AWSLambdaException', `${refusal} (${origin})`);
}

function wrap(payload: Json, requestId: string, at: Date): JsonObject {
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(JSON.stringify(payload))),
    'Content-Type': 'application/json',
    Date: at.toUTCString(),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}
