import { Duration } from 'aws-cdk-lib';
import {
  Chain,
  Choice,
  Condition,
  DistributedMap,
  type IChainable,
  JitterType,
  Pass,
  ProvideItems,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { JsonataTask } from './jsonata-task.ts';
import { askedAt, type PhaseTask, phaseTask } from './phase-task.ts';
import { runOutcome } from './run-outcome.ts';

/** What the fleet is made of besides its own states. */
export interface FleetParts {
  readonly resolveTargets: PhaseTask;
  readonly reportFleet: PhaseTask;
  /** ARNs of the machines that run one cluster. */
  readonly scaleDownArn: string;
  readonly scaleUpArn: string;
  /** `aws`, or that of China or GovCloud. */
  readonly partition: string;
}

const execution = {
  arn: '{% $states.context.Execution.Id %}',
  name: '{% $states.context.Execution.Name %}',
  startedAt: '{% $states.context.Execution.StartTime %}',
};

/** Absent on AWS as long as an execution was never redriven. */
const redriveCount = '($exists($states.context.Execution.RedriveCount) ? $states.context.Execution.RedriveCount : 0)';

/**
 * Several clusters, each by an execution of its own: what the schedules start. One cluster's failure leaves the others alone. Read it from top
 * to bottom.
 *
 * Variables: `plan` (what holds for the whole fleet), `settled` (outcomes that no run will change any more), `warnings`, `expected` (the clusters
 * that the Map is for, as `account/region/name`), and `round` (the redrive count with which the Map last ended: a fleet that is
 * redriven after it repeats what failed, one that was cut off in it goes on).
 */
export function fleet(scope: Construct, parts: FleetParts): IChainable {
  const resolve = resolveTargets(scope, parts.resolveTargets);
  const isNothing = Choice.jsonata(scope, 'Resolve targets: nothing?', {
    comment: 'Another execution has this slot, or there is no cluster to run',
  });
  const nothing = Pass.jsonata(scope, 'Resolve targets: end', { comment: 'The slot has run: once is enough' });
  const clusters = runClusters(scope, parts);
  const report = reportFleet(scope, parts.reportFleet);
  const isAgain = Choice.jsonata(scope, 'Report fleet: again?', {
    comment:
      'A redrive runs the failed clusters again, and just these; places that were out of reach are looked at anew',
  });
  const end = Pass.jsonata(scope, 'Report fleet: end', { comment: 'What a person reads first' });

  resolve.next(isNothing);
  isNothing.when(Condition.jsonata("{% $states.input.status = 'skipped' %}"), nothing);
  isNothing.when(Condition.jsonata("{% $states.input.status = 'empty' %}"), report);
  isNothing.otherwise(clusters);
  clusters.next(report);
  report.next(isAgain);
  isAgain.when(Condition.jsonata("{% $states.input.status = 'again' %}"), clusters, {
    assign: { settled: '{% $states.input.settled %}', expected: placedNames('$states.input.targets') },
  });
  isAgain.when(Condition.jsonata("{% $states.input.status = 'look' %}"), resolve);
  isAgain.otherwise(end);
  return Chain.start(resolve);
}

function resolveTargets(scope: Construct, task: PhaseTask) {
  const payload = {
    ...{ execution, askedAt, input: '{% $states.context.Execution.Input %}' },
    retryCount: '{% $states.context.State.RetryCount %}',
    // What Report fleet has sent back; the input of an execution is not allowed a key of this name.
    again: '{% $exists($states.input.again) ? $states.input.again : null %}',
  };
  return phaseTask(scope, 'Resolve targets', task, payload, {
    comment: 'Finds the clusters by name, glob and tag, and claims the slot of the schedule',
    assign: {
      plan: orNull('plan'),
      settled: orNull('settled'),
      warnings: orNull('warnings'),
      expected: placedNames('$states.result.Payload.targets'),
      round: `{% ${redriveCount} %}`,
    },
  });
}

/** A skipped fleet has no plan, and Assign takes no undefined. */
function orNull(field: string): string {
  return `{% $exists($states.result.Payload.${field}) ? $states.result.Payload.${field} : null %}`;
}

/** Empty where there are no targets. */
function placedNames(targets: string): string {
  return `{% [${targets}.(account & '/' & region & '/' & cluster)] %}`;
}

/** One child execution for each cluster: the history of the fleet itself does not grow with their number. */
function runClusters(scope: Construct, parts: FleetParts): DistributedMap {
  const map = DistributedMap.jsonata(scope, 'Run clusters', {
    comment: 'One run for each cluster, so many at once as the configuration says',
    label: 'RunClusters',
    mapExecutionType: StateMachineType.STANDARD,
    items: ProvideItems.jsonata('{% $states.input.targets %}'),
    jsonataMaxConcurrency: '{% $states.input.plan.concurrency %}',
    // Variables of the fleet are out of sight in a child: what it needs is in its input.
    itemSelector: {
      target: '{% $states.context.Map.Item.Value %}',
      action: '{% $states.input.plan.action %}',
      orders: '{% $states.input.plan.orders %}',
      causeLength: '{% $states.input.plan.causeLength %}',
    },
    toleratedFailurePercentage: 100,
    outputs: { outcomes: '{% $states.result %}' },
    assign: { round: `{% ${redriveCount} %}` },
  });
  map.itemProcessor(Chain.start(runCluster(map, parts)));
  return map;
}

function runCluster(scope: Construct, { scaleDownArn, scaleUpArn, partition }: FleetParts): JsonataTask {
  const failed = Pass.jsonata(scope, 'Run cluster: failed', { comment: 'The failure stays with its cluster' });
  const hasRun = Pass.jsonata(scope, 'Run cluster: has run', { comment: 'Step Functions takes each name once' });
  const run = new JsonataTask(scope, 'Run cluster', {
    stateJson: {
      Type: 'Task',
      Comment: 'Starts the run of this cluster and waits for its end',
      Resource: `arn:${partition}:states:::states:startExecution.sync:2`,
      Arguments: {
        StateMachineArn: `{% $states.input.action = 'stop' ? '${scaleDownArn}' : '${scaleUpArn}' %}`,
        // A Map that was cut off and is redriven starts its runs anew, and their names are taken.
        Name: `{% $states.input.target.name & (${redriveCount} > 0 ? '-r' & ${redriveCount} : '') %}`,
        Input:
          '{% $merge([$states.input.target.{"cluster": cluster, "account": account, "region": region}, $states.input.orders]) %}',
      },
      Output: runOutcome.ended,
      TimeoutSeconds: Duration.hours(9).toSeconds(),
    },
  });
  run.addRetry({
    errors: throttled,
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 8,
    jitterStrategy: JitterType.FULL,
  });
  run.addCatch(hasRun, { errors: ['StepFunctions.ExecutionAlreadyExistsException'], outputs: runOutcome.hasRun });
  run.addCatch(failed, { outputs: runOutcome.failed });
  return run;
}

/** StartExecution was not let through; no run has begun. */
const throttled = [
  'StepFunctions.ExecutionLimitExceededException',
  'StepFunctions.ThrottlingException',
  'StepFunctions.AWSStepFunctionsException',
  'StepFunctions.SdkClientException',
];

function reportFleet(scope: Construct, task: PhaseTask) {
  const payload = {
    ...{ execution, askedAt, redriveCount: `{% ${redriveCount} %}`, round: '{% $round %}' },
    ...{ plan: '{% $plan %}', settled: '{% $settled %}', warnings: '{% $warnings %}', expected: '{% $expected %}' },
    outcomes: '{% $exists($states.input.outcomes) ? $states.input.outcomes : [] %}',
  };
  return phaseTask(scope, 'Report fleet', task, payload, {
    comment: 'Tells how each cluster fared; fails as the configuration says, so that a redrive can repeat what failed',
  });
}
