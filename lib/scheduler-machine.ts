import type { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, type IChainable, LogLevel, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type LogSettings, logGroup } from './log-group.ts';

interface SchedulerMachineProps {
  readonly name: string;
  /** What it is for, and an input that works: the console shows it with the definition. */
  readonly comment: string;
  readonly definition: IChainable;
  readonly timeout: Duration;
  readonly logs: LogSettings;
  readonly role: IRole;
}

/**
 * A state machine of the scheduler. Its log has every event and no execution data: inputs and outputs stay in the execution history,
 * which only who may describe executions can read.
 *
 * The name of the log group begins so that the log delivery's resource policy covers it: the policies that grow by an entry for each
 * other group are limited to 5,120 characters.
 */
export function schedulerMachine(scope: Construct, id: string, props: SchedulerMachineProps): StateMachine {
  const { name, comment, definition, timeout, logs, role } = props;
  return new StateMachine(scope, id, {
    stateMachineName: name,
    comment,
    definitionBody: DefinitionBody.fromChainable(definition),
    queryLanguage: QueryLanguage.JSONATA,
    timeout,
    role,
    tracingEnabled: true,
    logs: {
      destination: logGroup(scope, `${id}Logs`, `/aws/vendedlogs/states/${name}`, logs),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
  });
}
