import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type PhaseName, type PhaseNeeds, type PhaseTasks, phaseNames, phases } from '../state-machines/phases.ts';
import { type FunctionNeeds, type FunctionSurroundings, schedulerFunction } from './scheduler-function.ts';

interface PhaseFunctionsProps extends FunctionSurroundings {
  /** Clusters that the fleet works on side by side. */
  readonly clustersAtOnce: number;
}

/** Clusters that people drain by hand beside a fleet, without waiting for it. */
const drainedByHand = 5;

/** One function for each phase. */
export class PhaseFunctions extends Construct {
  readonly tasks: PhaseTasks;
  readonly functions: Readonly<Record<PhaseName, LambdaFunction>>;

  constructor(scope: Construct, id: string, { clustersAtOnce, ...surroundings }: PhaseFunctionsProps) {
    super(scope, id);
    const functions = phaseNames.map(
      (phase) => [phase, schedulerFunction(this, phase, needsOf(phase, clustersAtOnce), surroundings)] as const,
    );
    this.functions = Object.fromEntries(functions) as Record<PhaseName, LambdaFunction>;
    this.tasks = Object.fromEntries(
      functions.map(([phase, fn]) => [
        phase,
        {
          function: fn,
          timeout: Duration.minutes(phases[phase].timeoutMinutes).plus(Duration.seconds(30)),
          about: phases[phase].about,
        },
      ]),
    ) as PhaseTasks;
  }
}

/**
 * Drain nodes alone has a concurrency of its own: each of its passes has hundreds of changes in flight at an API server, so there are
 * never more of them than clusters that may be drained at once, whatever starts runs; and in the evening they have it,
 * whatever else the account runs. The other phases send a handful of requests a pass. A reservation is taken from what the
 * account has for all its functions, so none is made where it protects nothing.
 */
function needsOf(phase: PhaseName, clustersAtOnce: number): FunctionNeeds {
  const { timeoutMinutes, memoryMb, talksToKubernetes = true }: PhaseNeeds = phases[phase];
  const reserved = phase === 'drain-nodes' ? { reservedConcurrency: clustersAtOnce + drainedByHand } : {};
  return { timeoutMinutes, memoryMb, talksToKubernetes, ...reserved };
}
