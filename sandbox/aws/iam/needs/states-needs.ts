import type { Need } from '../policy.ts';
import { type Input, type Needs, textOf } from './needs.ts';

export const statesNeeds: Needs = {
  StartExecution: on('StartExecution', 'stateMachineArn'),
  ListExecutions: (input) => [
    input.mapRunArn === undefined
      ? { action: 'states:ListExecutions', resource: textOf(input.stateMachineArn) }
      : { action: 'states:ListExecutions', resource: textOf(input.mapRunArn) },
  ],
  DescribeStateMachine: on('DescribeStateMachine', 'stateMachineArn'),
  DescribeExecution: on('DescribeExecution', 'executionArn'),
  DescribeStateMachineForExecution: on('DescribeStateMachineForExecution', 'executionArn'),
  GetExecutionHistory: on('GetExecutionHistory', 'executionArn'),
  StopExecution: on('StopExecution', 'executionArn'),
  RedriveExecution: on('RedriveExecution', 'executionArn'),
  ListMapRuns: on('ListMapRuns', 'executionArn'),
  DescribeMapRun: on('DescribeMapRun', 'mapRunArn'),
  ListStateMachines: () => [{ action: 'states:ListStateMachines', resource: '*' }],
  ValidateStateMachineDefinition: () => [{ action: 'states:ValidateStateMachineDefinition', resource: '*' }],
};

function on(operation: string, field: string): (input: Input) => Need[] {
  return (input) => [{ action: `states:${operation}`, resource: textOf(input[field]) }];
}
