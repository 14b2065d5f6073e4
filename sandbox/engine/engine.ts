import type { Clock } from '../clock/clock.ts';
import type { KeptExecution } from './execution/kept-execution.ts';
import type { MapRun } from './execution/map-run.ts';

/** Calls a function: what the `lambda:invoke` integration does. */
export interface FunctionInvoker {
  /** `functionName` is a name or ARN as the definition has it. Throws TaskFailure for what AWS answers as an error of the Lambda service itself. */
  invoke(functionName: string, payload: unknown): Promise<Invocation>;
}

export type Invocation =
  | { readonly status: 'ok'; readonly payload: unknown }
  /** The function threw: its name, and the JSON that Lambda makes of the error. */
  | {
      readonly status: 'error';
      readonly errorType: string;
      readonly errorPayload: {
        readonly errorType: string;
        readonly errorMessage: string;
        readonly trace?: readonly string[];
      };
    };

/** An error that a Task answers, in the States Language's terms: `Lambda.TooManyRequestsException`, `States.Timeout`, … */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly error: string;
  readonly failureCause: string;

  constructor(error: string, failureCause: string) {
    super(`${error}: ${failureCause}`);
    this.error = error;
    this.failureCause = failureCause;
  }
}

/** Something that a machine does with its role: `lambda:InvokeFunction` on the function's ARN. */
export interface MachineUse {
  readonly roleArn: string;
  /** Names the session, as AWS names it in a refusal. */
  readonly session: string;
  readonly action: string;
  readonly resource: string;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** One event of a history, as GetExecutionHistory answers it; `timestamp` in milliseconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: 'STANDARD';
  readonly createdAt: number;
}

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: ExecutionStatus;
  /** JSON text. */
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly redriveCount: number;
  readonly redrivenAt?: number;
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  readonly redriveStatusReason?: string;
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly invoker: FunctionInvoker;
  readonly account: string;
  readonly region: string;
  /** Seeds jitter and `$random`, so that the same night is the same. */
  readonly seed: number;
  /**
   * So many times shorter Wait states and the delays of Retry last than they say (default 1). The clock, and with it timestamps and
   * the timeouts of Tasks, stays as it is: for a cluster that only knows the wall's time.
   */
  readonly waits?: number;
  /** What AWS says where a machine's role does not allow what the machine does, else null. Everything is allowed when absent. */
  readonly refusalOf?: (use: MachineUse) => string | null;
  /** Told of each change of an execution's status, for EventBridge's rules. */
  readonly onStatusChange?: (execution: Execution) => void;
  /**
   * Gets an execution each time it has moved on, with the events since the last time: with `putBack`, another process can go on from
   * there. It must not throw, and what it does is done before the execution moves again.
   */
  readonly onProgress?: (execution: KeptExecution, newEvents: readonly HistoryEvent[]) => void;
}

/** An execution as `onProgress` got it last, with all its events. */
export interface KeptWithHistory {
  readonly kept: KeptExecution;
  readonly events: readonly HistoryEvent[];
}

/** Says why an execution ended that was running: as the error and the cause of a failure. */
export type CutOff = (execution: { readonly name: string }) => { readonly error: string; readonly cause: string };

/**
 * AWS Step Functions as our machines use it. Errors are thrown as ServiceError with the service's own names (ExecutionAlreadyExists,
 * StateMachineDoesNotExist, InvalidDefinition, InvalidName, ExecutionNotRedrivable, …) and messages.
 */
export interface Engine {
  createStateMachine(request: {
    readonly name: string;
    readonly definition: string;
    readonly roleArn: string;
    readonly type?: string;
  }): StateMachine;
  validateDefinition(definition: string): readonly {
    readonly severity: 'ERROR' | 'WARNING';
    readonly code: string;
    readonly message: string;
    readonly location?: string;
  }[];
  describeStateMachine(arn: string): StateMachine;
  listStateMachines(): readonly StateMachine[];
  startExecution(request: {
    readonly stateMachineArn: string;
    readonly name?: string;
    readonly input?: string;
  }): Execution;
  describeExecution(arn: string): Execution;
  history(arn: string): readonly HistoryEvent[];
  listExecutions(stateMachineArn: string, status?: ExecutionStatus): readonly Execution[];
  stopExecution(arn: string, error?: string, cause?: string): Execution;
  redriveExecution(arn: string): Execution;
  /**
   * Puts executions of another process back, in the order in which they began, after the machines. Those that were running failed
   * with `cutOff` when they were last seen, and can be redriven; null: they are shown as running, which another process does.
   */
  putBack(executions: readonly KeptWithHistory[], cutOff: CutOff | null): void;
  /** Ends all that runs where it stands, as failed, and tells no rule. Answers what was ended. */
  cutOff(reason: CutOff): readonly Execution[];
  /** Resolves when the execution is no longer RUNNING. */
  finished(arn: string): Promise<Execution>;
  /** What the distributed Maps of an execution have started, and the child executions of one of them. */
  listMapRuns(executionArn: string): readonly MapRun[];
  describeMapRun(arn: string): MapRun;
  listChildExecutions(mapRunArn: string): readonly Execution[];
}
