import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Execution, FunctionInvoker } from '../engine/engine.ts';
import { type EventPattern, matchesPattern } from './event-pattern.ts';

export interface EventRulesOptions {
  readonly clock: Clock;
  readonly invoker: FunctionInvoker;
  readonly account: string;
  readonly region: string;
  readonly rules: readonly {
    readonly name: string;
    readonly pattern: EventPattern;
    readonly functionArns: readonly string[];
  }[];
}

/** An event of a service takes about so long to its target. Not a round number: nothing else falls due at the same instant. */
const deliveryMs = 737;
/** Lambda calls a function again that failed on an event: after one minute, and after two more. */
const repeatMs = [60_000, 120_000];

/** EventBridge's rules on what AWS itself puts on the default bus: here the changes of an execution's status. */
export function createEventRules(options: EventRulesOptions): { readonly onStatusChange: (it: Execution) => void } {
  const { clock, invoker, rules } = options;
  const call = async (functionArn: string, event: unknown, repeats: readonly number[]): Promise<void> => {
    const { status } = await invoker.invoke(functionArn, event);
    const [next, ...others] = repeats;
    if (status === 'error' && next !== undefined) clock.after(next, () => void call(functionArn, event, others));
  };
  return {
    onStatusChange: (execution) => {
      const event = statusChange(execution, options);
      const targets = rules.flatMap(({ pattern, functionArns }) =>
        matchesPattern(event, pattern) ? functionArns : [],
      );
      for (const arn of targets) clock.after(deliveryMs, () => void call(arn, event, repeatMs));
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function statusChange(execution: Execution, { clock, account, region }: EventRulesOptions): Record<string, unknown> {
  const { arn, stateMachineArn, name, status, startedAt, stoppedAt, redriveCount } = execution;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: new Date(clock.now()).toISOString(),
    region,
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn,
      name,
      status,
      startDate: startedAt,
      stopDate: stoppedAt ?? null,
      input: execution.input,
      inputDetails: { included: true },
      output: execution.output ?? null,
      outputDetails: execution.output === undefined ? null : { included: true },
      redriveCount,
      redriveDate: execution.redrivenAt ?? null,
      error: execution.error ?? null,
      cause: execution.cause ?? null,
    },
  };
}
