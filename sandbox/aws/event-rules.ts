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
    /** Null for a rule on a timer. */
    readonly pattern: EventPattern | null;
    readonly functionArns: readonly string[];
  }[];
  /** Whether the function lets the rule call it; a refusal is a failed invocation, which nobody sees. All may when absent. */
  readonly mayInvoke?: (functionArn: string, ruleName: string) => boolean;
}

/** An event of a service takes about so long to its target. Not a round number: nothing else falls due at the same instant. */
const deliveryMs = 737;
/** Lambda calls a function again that failed on an event: after one minute, and after two more. */
const repeatMs = [60_000, 120_000];

export interface EventRules {
  readonly onStatusChange: (execution: Execution) => void;
  /** Lets every rule on a timer call its functions now, and resolves when they have answered. By itself none ever does. */
  fireTimers(): Promise<void>;
  /** Resolves when no event is on its way for the first time, and no function at work on one. */
  delivered(): Promise<void>;
}

/** EventBridge's rules on what AWS itself puts on the default bus: here the changes of an execution's status. */
export function createEventRules(options: EventRulesOptions): EventRules {
  const { clock, invoker, rules, mayInvoke = () => true } = options;
  const call = async (functionArn: string, event: unknown, repeats: readonly number[]): Promise<void> => {
    const { status } = await invoker.invoke(functionArn, event);
    const [next, ...others] = repeats;
    if (status === 'error' && next !== undefined) clock.after(next, () => void call(functionArn, event, others));
  };
  const underWay = new Set<Promise<void>>();
  return {
    onStatusChange: (execution) => {
      const event = statusChange(execution, options);
      const targets = rules.flatMap(({ name, pattern, functionArns }) =>
        pattern !== null && matchesPattern(event, pattern) ? functionArns.filter((arn) => mayInvoke(arn, name)) : [],
      );
      for (const arn of targets) {
        const delivery = new Promise<void>((resolve, reject) => {
          clock.after(deliveryMs, () => void call(arn, event, repeatMs).then(resolve, reject));
        });
        underWay.add(delivery);
        void delivery.finally(() => underWay.delete(delivery));
      }
    },
    delivered: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    fireTimers: async () => {
      for (const { name, pattern, functionArns } of rules) {
        const allowed = pattern === null ? functionArns.filter((arn) => mayInvoke(arn, name)) : [];
        for (const arn of allowed) await call(arn, timerEvent(name, options), []);
      }
    },
  };
}

function timerEvent(ruleName: string, { clock, account, region }: EventRulesOptions): Record<string, unknown> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: new Date(clock.now()).toISOString(),
    region,
    resources: [`arn:aws:events:${region}:${account}:rule/${ruleName}`],
    detail: {},
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
