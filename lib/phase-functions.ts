import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type PhaseName, type PhaseNeeds, type PhaseTasks, phaseNames, phases } from '../state-machines/phases.ts';
import { type FunctionNeeds, type FunctionSurroundings, schedulerFunction } from './scheduler-function.ts';

/** One function for each phase. */
export class PhaseFunctions extends Construct {
  readonly tasks: PhaseTasks;
  readonly functions: Readonly<Record<PhaseName, LambdaFunction>>;

  constructor(scope: Construct, id: string, surroundings: FunctionSurroundings) {
    super(scope, id);
    const functions = phaseNames.map(
      (phase) =>
        [
          phase,
          schedulerFunction(this, phase, needsOf(phase, surroundings.deployment.drainConcurrency), surroundings),
        ] as const,
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
 * Drain nodes alone may have a concurrency of its own: each of its passes has hundreds of changes in flight at an API server, and the
 * other phases send a handful of requests. Only where it is asked for: a reservation is taken from what the account has for all its
 * functions, and an account that has too little refuses the deployment.
 */
function needsOf(phase: PhaseName, drainConcurrency: number | null): FunctionNeeds {
  const { timeoutMinutes, memoryMb, talksToKubernetes = true }: PhaseNeeds = phases[phase];
  const isReserved = phase === 'drain-nodes' && drainConcurrency !== null;
  return {
    timeoutMinutes,
    memoryMb,
    talksToKubernetes,
    ...(isReserved ? { reservedConcurrency: drainConcurrency } : {}),
  };
}
