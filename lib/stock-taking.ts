import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type FunctionSurroundings, schedulerFunction } from './scheduler-function.ts';

/** How often the clusters are looked over: as late as an alarm may come, and 3,000 short invocations a month. */
export const stockEvery = Duration.minutes(15);

/** Looks over all clusters by the clock, for what no run can say of itself: that it did not begin, does not end, or left something. */
export class StockTaking extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, surroundings: FunctionSurroundings) {
    super(scope, id);
    // Reads two indexes of the table, a few items for each cluster that sleeps.
    this.function = schedulerFunction(this, 'take-stock', { timeoutMinutes: 1, memoryMb: 256 }, surroundings);
    new Rule(this, 'Clock', {
      description: 'EKS Scheduler looks over its clusters',
      schedule: Schedule.rate(stockEvery),
      // The next one comes soon, and an alarm tells when none does.
      targets: [new LambdaTarget(this.function, { retryAttempts: 2, maxEventAge: Duration.minutes(10) })],
    });
  }
}
