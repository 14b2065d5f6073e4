import { ServiceError } from '../../service-error.ts';
import type { Execution } from '../engine.ts';
import type { ExecutionRecord } from '../execution/execution-record.ts';
import { StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { uuidFrom } from '../random.ts';
import { refusalByRole } from './refusal-by-role.ts';
import type { Attempt } from './task.ts';

/**
 * `states:startExecution`, and `.sync` and `.sync:2`, which wait for the execution: a cancel of the attempt stops it. They differ
 * in what they give: its Input and Output as text, or as what the text says.
 */
export async function startExecution(
  attempt: Attempt,
  resource: 'startExecution' | 'startExecution.sync' | 'startExecution.sync:2',
  submitted: (output: string) => void,
): Promise<Json> {
  const { visit, cancellation } = attempt;
  checkRole(attempt, resource !== 'startExecution');
  const { executions, random } = visit.services;
  const child = start(attempt);
  const answer = {
    ExecutionArn: child.arn,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: uuidFrom(random) },
    StartDate: child.startedAt,
  };
  if (resource === 'startExecution') return answer;
  submitted(JSON.stringify(answer));
  const forget = cancellation.onCancel(() => executions.abort(child));
  try {
    await cancellation.race(executions.finished(child));
  } finally {
    forget();
  }
  const parses = resource === 'startExecution.sync:2';
  const description = describe(executions.describe(child), parses);
  if (child.status === 'SUCCEEDED') return description;
  throw new StateFailure('States.TaskFailed', JSON.stringify(description));
}

/**
 * To wait for an execution the role has to be allowed besides to look at it and to listen for its end by a rule that Step Functions
 * keeps. Without the leave to stop it, it would go on when nobody waits any more. AWS looks at the rule when the machine is made.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
function checkRole({ visit, parameters }: Attempt, waits: boolean): void {
  const { StateMachineArn } = isObject(parameters) ? parameters : {};
  const machine = String(StateMachineArn);
  const executions = `${machine.replace(':stateMachine:', ':execution:')}:*`;
  const rule = `${machine.replace(':states:', ':events:').replace(/:stateMachine:.*$/, '')}:rule/${nestedExecutionRule}`;
  const uses: [action: string, on: string][] = [['states:StartExecution', machine]];
  if (waits) {
    uses.push(['states:DescribeExecution', executions], ['states:StopExecution', executions]);
    uses.push(
      ...['events:PutTargets', 'events:PutRule', 'events:DescribeRule'].map((it): [string, string] => [it, rule]),
    );
  }
  for (const [action, on] of uses) {
    const refusal = refusalByRole(visit, action, on);
    if (refusal === null) continue;
    const requestId = uuidFrom(visit.services.random);
    const origin = `Service: AWSStepFunctions; Status Code: 400; Error Code: AccessDeniedException; Request ID: ${requestId}; Proxy: null`;
    throw new StateFailure('StepFunctions.AWSStepFunctionsException', `${refusal} (${origin})`);
  }
}

const nestedExecutionRule = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

function start({ visit, parameters }: Attempt): ExecutionRecord {
  const { StateMachineArn, Name, Input } = isObject(parameters) ? parameters : {};
  try {
    return visit.services.executions.start({
      stateMachineArn: String(StateMachineArn),
      ...(typeof Name === 'string' ? { name: Name } : {}),
      input: Input ?? {},
    });
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    const requestId = uuidFrom(visit.services.random);
    const origin = `Service: AWSStepFunctions; Status Code: ${thrown.statusCode}; Error Code: ${thrown.code}; Request ID: ${requestId}; Proxy: null`;
    throw new StateFailure(`StepFunctions.${thrown.code}Exception`, `${thrown.message} (${origin})`);
  }
}

function describe(execution: Execution, parses: boolean): JsonObject {
  const read = (text: string): Json => (parses ? (JSON.parse(text) as Json) : text);
  return {
    ...(execution.cause === undefined ? {} : { Cause: execution.cause }),
    ...(execution.error === undefined ? {} : { Error: execution.error }),
    ExecutionArn: execution.arn,
    Input: read(execution.input),
    InputDetails: { Included: true },
    Name: execution.name,
    ...(execution.output === undefined ? {} : { Output: read(execution.output), OutputDetails: { Included: true } }),
    RedriveCount: execution.redriveCount,
    RedriveStatus: execution.redriveStatus,
    ...(execution.redriveStatusReason === undefined ? {} : { RedriveStatusReason: execution.redriveStatusReason }),
    StartDate: execution.startedAt,
    StateMachineArn: execution.stateMachineArn,
    Status: execution.status,
    ...(execution.stoppedAt === undefined ? {} : { StopDate: execution.stoppedAt }),
  };
}
