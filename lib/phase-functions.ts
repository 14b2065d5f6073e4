import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type PhaseName, type PhaseTasks, phaseNames, phases } from '../state-machines/phases.ts';
import { type FunctionSurroundings, schedulerFunction } from './scheduler-function.ts';

/** One function for each phase. */
export class PhaseFunctions extends Construct {
  readonly tasks: PhaseTasks;
  readonly functions: Readonly<Record<PhaseName, LambdaFunction>>;

  constructor(scope: Construct, id: string, surroundings: FunctionSurroundings) {
    super(scope, id);
    const functions = phaseNames.map(
      (phase) => [phase, schedulerFunction(this, phase, phases[phase], surroundings)] as const,
    );
    this.functions = Object.fromEntries(functions) as Record<PhaseName, LambdaFunction>;
    this.tasks = Object.fromEntries(
      functions.map(([phase, fn]) => [
        phase,
        { function: fn, timeout: Duration.minutes(phases[phase].timeoutMinutes).plus(Duration.seconds(30)) },
      ]),
    ) as PhaseTasks;
  }
}
