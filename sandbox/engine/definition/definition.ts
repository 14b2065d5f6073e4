import type { Json, JsonObject } from '../json.ts';

/** A definition after readDefinition has accepted it: names and shapes are the Amazon States Language's own. */
export interface MachineDefinition extends StateBlock {
  readonly QueryLanguage?: 'JSONata' | 'JSONPath';
  readonly TimeoutSeconds?: number;
}

/** States that run one after the other: a machine, a branch of a Parallel, the processor of a Map. */
export interface StateBlock {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/** What a state, a choice rule or a catcher makes of its data when it is left. */
export interface Exit {
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

interface Transition {
  readonly Next?: string;
  readonly End?: true;
}

export interface ErrorHandling {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface PassState extends Exit, Transition {
  readonly Type: 'Pass';
}

export interface TaskState extends Exit, Transition, ErrorHandling {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: Json;
  readonly HeartbeatSeconds?: Json;
}

export interface ChoiceState extends Exit {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

export interface ChoiceRule extends Exit {
  readonly Condition: Json;
  readonly Next: string;
}

export interface WaitState extends Exit, Transition {
  readonly Type: 'Wait';
  readonly Seconds?: Json;
  readonly Timestamp?: Json;
}

export interface SucceedState {
  readonly Type: 'Succeed';
  readonly Output?: Json;
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Error?: Json;
  readonly Cause?: Json;
}

export interface ParallelState extends Exit, Transition, ErrorHandling {
  readonly Type: 'Parallel';
  readonly Branches: readonly StateBlock[];
  readonly Arguments?: Json;
}

export interface MapState extends Exit, Transition, ErrorHandling {
  readonly Type: 'Map';
  readonly ItemProcessor: ItemProcessor;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: Json;
  /** Distributed only, with what follows. */
  readonly ItemBatcher?: ItemBatcher;
  readonly ToleratedFailureCount?: Json;
  readonly ToleratedFailurePercentage?: Json;
  readonly Label?: string;
}

export interface ItemProcessor extends StateBlock {
  readonly ProcessorConfig?: {
    readonly Mode?: 'INLINE' | 'DISTRIBUTED';
    readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
  };
}

export interface ItemBatcher {
  readonly MaxItemsPerBatch?: Json;
  readonly MaxInputBytesPerBatch?: Json;
  readonly BatchInput?: Json;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends Exit {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

export function isDistributed(state: MapState): boolean {
  return state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
}
