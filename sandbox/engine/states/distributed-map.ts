import type { Cancellation } from '../cancellation.ts';
import type { ItemBatcher, MapState } from '../definition/definition.ts';
import type { Inner } from '../execution/flow.ts';
import { isToleranceExceeded, type MapChild, type MapRun } from '../execution/map-run.ts';
import { note, record } from '../execution/walk.ts';
import { StateFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { payloadLimit, textOf } from '../payload.ts';
import { uuidFrom } from '../random.ts';
import { itemsOf, plainInputOf } from './map-items.ts';
import { mapLabelOf } from './map-label.ts';
import { refusalByRole } from './refusal-by-role.ts';
import { sideBySide } from './side-by-side.ts';
import { type Departure, isoTime, nextOf, type Visit } from './visit.ts';

/** Child executions that AWS runs at once. */
const mostAtOnce = 10_000;

/**
 * Runs the processor in child executions, each with a history and variables of its own. Fails with
 * States.ExceedToleratedFailureThreshold when more items fail than it tolerates. After a redrive only children run that have not
 * succeeded.
 */
export async function distributedMap(visit: Visit<MapState>): Promise<Departure> {
  const { state, walk, entered } = visit;
  const isRedriven = entered.inner?.mapRun !== undefined;
  if (!entered.inner) {
    entered.inner = await begin(visit);
    // Its children are kept by themselves, and name their place in it.
    visit.services.keep(walk.execution);
  }
  const { mapRun } = entered.inner;
  if (!mapRun) throw visit.failure('States.Runtime', 'The Map has no Map Run.');
  if (isRedriven) redrive(visit, mapRun);
  const { children } = mapRun;
  const forget = walk.cancellation.onCancel(() => close(visit, mapRun, 'ABORTED'));
  try {
    await sideBySide({
      indexes: [...children.keys()].filter((index) => children[index]?.execution?.status !== 'SUCCEEDED'),
      limit: mapRun.maxConcurrency === 0 ? mostAtOnce : mapRun.maxConcurrency,
      cancellation: walk.cancellation,
      worker: () => (index, cancellation) => runChild(visit, mapRun, children[index] as MapChild, cancellation),
      onFailure: () => close(visit, mapRun, 'FAILED'),
    });
  } finally {
    forget();
  }
  close(visit, mapRun, 'SUCCEEDED');
  record(walk, 'MapRunSucceeded');
  note(walk, 'MapStateSucceeded');
  const result = children.map(resultOf);
  textOf(result, visit.name);
  return visit.leaveBy(state, { next: nextOf(state), otherwise: result }, { result });
}

async function runChild(
  visit: Visit<MapState>,
  run: MapRun,
  child: MapChild,
  cancellation: Cancellation,
): Promise<void> {
  checkRole(visit, run, child);
  const { executions } = visit.services;
  const execution = executions.runMapChild(run, child);
  const forget = cancellation.onCancel(() => executions.abort(execution));
  try {
    await cancellation.race(executions.finished(execution));
  } finally {
    forget();
  }
  if (!isToleranceExceeded(run)) return;
  throw new StateFailure(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

/**
 * The Map starts its children, looks at them and, after a redrive of the parent, redrives them, all by the parent's role.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
function checkRole(visit: Visit<MapState>, run: MapRun, child: MapChild): void {
  const parent = run.stateMachineArn.replace(/\/[^/]*$/, '');
  const executionsOf = (machine: string) => `${machine.replace(':stateMachine:', ':execution:')}:*`;
  const uses =
    child.execution === null
      ? [
          ['states:StartExecution', parent],
          ['states:DescribeExecution', executionsOf(parent)],
          ['states:StopExecution', executionsOf(parent)],
        ]
      : [['states:RedriveExecution', executionsOf(run.stateMachineArn)]];
  for (const [action = '', resource = ''] of uses) {
    const refusal = refusalByRole(visit, action, resource);
    if (refusal !== null) throw new StateFailure('States.Permissions', refusal);
  }
}

function close(visit: Visit<MapState>, run: MapRun, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void {
  run.status = status;
  run.stoppedAt = visit.services.clock.now();
  if (status !== 'FAILED') return;
  const details = {
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  };
  record(visit.walk, 'MapRunFailed', { mapRunFailedEventDetails: details });
  record(visit.walk, 'MapStateFailed');
}

function redrive(visit: Visit<MapState>, run: MapRun): void {
  run.status = 'RUNNING';
  run.stoppedAt = null;
  run.redriveCount++;
  run.redrivenAt = visit.services.clock.now();
  const details = { mapRunArn: run.arn, redriveCount: run.redriveCount };
  record(visit.walk, 'MapRunRedriven', { mapRunRedrivenEventDetails: details });
}

async function begin(visit: Visit<MapState>): Promise<Inner> {
  const { walk, state, services } = visit;
  const { execution } = walk;
  const items = await itemsOf(visit);
  const number = async (field: 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage') => {
    const template = state[field];
    if (template === undefined) return 0;
    if (field !== 'ToleratedFailurePercentage') return visit.evaluateNumber(template, field);
    return (await visit.evaluateAs('number', template, field)) as number;
  };
  const limits = {
    maxConcurrency: await number('MaxConcurrency'),
    toleratedFailureCount: await number('ToleratedFailureCount'),
    toleratedFailurePercentage: await number('ToleratedFailurePercentage'),
  };
  const children = await childrenOf(visit, items);
  const label = mapLabelOf(visit.name, state);
  const details = { mapStateStartedEventDetails: { length: items.length } };
  record(walk, 'MapStateStarted', details);
  const mapRun: MapRun = {
    ...limits,
    arn: services.arns.mapRun(execution.stateMachineName, label, uuidFrom(services.random)),
    executionArn: execution.arn,
    stateMachineArn: services.arns.mapMachine(execution.stateMachineName, label),
    machineName: `${execution.stateMachineName}/${label}`,
    processor: state.ItemProcessor,
    children,
    startedAt: services.clock.now(),
    status: 'RUNNING',
    stoppedAt: null,
    redriveCount: 0,
    redrivenAt: null,
  };
  execution.mapRuns.push(mapRun);
  record(walk, 'MapRunStarted', { mapRunStartedEventDetails: { mapRunArn: mapRun.arn } });
  return { items, flows: [], mapRun };
}

async function childrenOf(visit: Visit<MapState>, items: readonly JsonObject[]): Promise<readonly MapChild[]> {
  const { ItemSelector, ItemBatcher } = visit.state;
  const inputs: Json[] = [];
  for (const mapItem of items) {
    const value = plainInputOf(mapItem);
    inputs.push(ItemSelector === undefined ? value : await visit.evaluate(ItemSelector, 'ItemSelector', { mapItem }));
  }
  if (ItemBatcher) return batches(visit, ItemBatcher, inputs);
  return inputs.map((input) => ({ input, itemCount: 1, execution: null }));
}

async function batches(
  visit: Visit<MapState>,
  batcher: ItemBatcher,
  inputs: readonly Json[],
): Promise<readonly MapChild[]> {
  const limitOf = async (field: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch', most: number): Promise<number> => {
    const template = batcher[field];
    return template === undefined ? most : visit.evaluateNumber(template, `ItemBatcher/${field}`);
  };
  const mostItems = await limitOf('MaxItemsPerBatch', Number.POSITIVE_INFINITY);
  const mostBytes = await limitOf('MaxInputBytesPerBatch', payloadLimit);
  const shared: JsonObject =
    batcher.BatchInput === undefined
      ? {}
      : { BatchInput: await visit.evaluate(batcher.BatchInput, 'ItemBatcher/BatchInput') };
  const found: Json[][] = [];
  for (const input of inputs) {
    const open = found.at(-1);
    const size = Buffer.byteLength(JSON.stringify({ ...shared, Items: [...(open ?? []), input] }));
    if (open && open.length < mostItems && size <= mostBytes) open.push(input);
    else found.push([input]);
  }
  return found.map((batch) => ({ input: { ...shared, Items: batch }, itemCount: batch.length, execution: null }));
}

/**
 * What a child gives to the Map's result: its output, or, for a failure that is tolerated, all that there is to say of the execution.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
function resultOf({ execution }: MapChild): Json {
  if (!execution) return null;
  const { arn, name, inputText, startedAt, stateMachineArn, stoppedAt, status, output, error, cause } = execution;
  if (status === 'SUCCEEDED') return JSON.parse(output ?? 'null') as Json;
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: arn,
    Input: inputText,
    InputDetails: { Included: true },
    Name: name,
    StartDate: isoTime(startedAt),
    StateMachineArn: stateMachineArn,
    Status: status,
    ...(stoppedAt === null ? {} : { StopDate: isoTime(stoppedAt) }),
  };
}
