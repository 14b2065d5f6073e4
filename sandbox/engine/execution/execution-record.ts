import type { Cancellation } from '../cancellation.ts';
import type { StateBlock } from '../definition/definition.ts';
import type { ExecutionStatus } from '../engine.ts';
import type { Json } from '../json.ts';
import type { Flow } from './flow.ts';
import type { History } from './history.ts';
import type { MapRun } from './map-run.ts';

/** All that the engine knows of one execution. Times in milliseconds. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  /** An EXPRESS child of a distributed Map begins anew when its Map is redriven. */
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly block: StateBlock;
  readonly timeoutSeconds: number | null;
  /** As it was sent, and what it says. */
  readonly inputText: string;
  readonly input: Json;
  readonly history: History;
  /** Of the distributed Map that it is a child of. */
  readonly parentMapRun: MapRun | null;
  readonly mapRuns: MapRun[];
  readonly startedAt: number;
  root: Flow;
  status: ExecutionStatus;
  output: string | null;
  error: string | undefined;
  cause: string | undefined;
  stoppedAt: number | null;
  redriveCount: number;
  redrivenAt: number | null;
  /** Why it cannot be redriven, besides its status; null: nothing stands against it. */
  readonly notRedrivable: string | null;
  /** Of the attempt that is running. */
  cancellation: Cancellation;
  /** Called once, when the attempt that is running is over. */
  readonly whenFinished: (() => void)[];
}
