import type { Engine, Execution, ExecutionStatus, HistoryEvent, StateMachine } from '../engine/engine.ts';
import { countChildren, type MapRun } from '../engine/execution/map-run.ts';
import { ServiceError } from '../service-error.ts';
import { type Paged, page } from './paging.ts';

type Input = Readonly<Record<string, unknown>>;
type Operation = (input: Record<string, unknown>) => unknown;

/**
 * The operations of Step Functions as they go over the wire (awsJson1.0): dates are seconds since 1970 with a fraction. Throws
 * ServiceError with the service's own codes.
 */
export function stepFunctionsOperations(engine: Engine): Record<string, Operation> {
  return { ...machineOperations(engine), ...executionOperations(engine), ...mapRunOperations(engine) };
}

function machineOperations(engine: Engine): Record<string, Operation> {
  return {
    CreateStateMachine(input) {
      const machine = engine.createStateMachine({
        name: required(input, 'name'),
        definition: required(input, 'definition'),
        roleArn: required(input, 'roleArn'),
        type: optional(input, 'type') ?? 'STANDARD',
      });
      return { stateMachineArn: machine.arn, creationDate: seconds(machine.createdAt) };
    },
    ValidateStateMachineDefinition(input) {
      const all = engine.validateDefinition(required(input, 'definition'));
      const isWanted = ({ severity }: { severity: string }): boolean =>
        severity === 'ERROR' || input.severity === 'WARNING';
      const diagnostics = all.filter(isWanted);
      const most = limitOf(input, 100, 100);
      return {
        result: all.some(({ severity }) => severity === 'ERROR') ? 'FAIL' : 'OK',
        diagnostics: diagnostics.slice(0, most),
        truncated: diagnostics.length > most,
      };
    },
    DescribeStateMachine: (input) => ({
      ...machineOf(engine.describeStateMachine(required(input, 'stateMachineArn'))),
      status: 'ACTIVE',
    }),
    ListStateMachines(input) {
      const { items, nextToken } = paged(engine.listStateMachines(), input);
      const stateMachines = items.map(({ arn, name, type, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: seconds(createdAt),
      }));
      return { stateMachines, ...nextToken };
    },
    DescribeStateMachineForExecution(input) {
      const execution = engine.describeExecution(required(input, 'executionArn'));
      // A child of a distributed Map belongs to `parent/label`; the definition is the parent's.
      const {
        creationDate,
        type: _,
        ...machine
      } = machineOf(engine.describeStateMachine(execution.stateMachineArn.replace(/\/[^/]*$/, '')));
      return { ...machine, stateMachineArn: execution.stateMachineArn, updateDate: creationDate };
    },
  };
}

function executionOperations(engine: Engine): Record<string, Operation> {
  const redrives = new Map<string, number>();
  return {
    StartExecution(input) {
      const [name, text] = [optional(input, 'name'), optional(input, 'input')];
      const execution = engine.startExecution({
        stateMachineArn: required(input, 'stateMachineArn'),
        ...(name === undefined ? {} : { name }),
        ...(text === undefined ? {} : { input: text }),
      });
      return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
    },
    DescribeExecution(input) {
      const execution = engine.describeExecution(required(input, 'executionArn'));
      const { input: text, output, error, cause, redriveStatus, redriveStatusReason } = execution;
      return {
        ...listed(execution),
        input: text,
        inputDetails: { included: true },
        ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
        ...present({ error, cause, redriveStatus, redriveStatusReason }),
      };
    },
    GetExecutionHistory(input) {
      const events = engine.history(required(input, 'executionArn'));
      const { items, nextToken } = paged(input.reverseOrder === true ? [...events].reverse() : events, input);
      const hasData = input.includeExecutionData !== false;
      return { events: items.map((event) => eventOf(event, hasData)), ...nextToken };
    },
    ListExecutions: (input) => listExecutions(engine, input),
    StopExecution(input) {
      const execution = engine.stopExecution(
        required(input, 'executionArn'),
        optional(input, 'error'),
        optional(input, 'cause'),
      );
      return { stopDate: seconds(execution.stoppedAt ?? execution.startedAt) };
    },
    RedriveExecution(input) {
      const arn = required(input, 'executionArn');
      const token = optional(input, 'clientToken');
      const known = token === undefined ? undefined : redrives.get(`${arn} ${token}`);
      const redrivenAt = known ?? engine.redriveExecution(arn).redrivenAt ?? 0;
      if (token !== undefined) redrives.set(`${arn} ${token}`, redrivenAt);
      return { redriveDate: seconds(redrivenAt) };
    },
  };
}

function listExecutions(engine: Engine, input: Input): unknown {
  const mapRunArn = optional(input, 'mapRunArn');
  const status = optional(input, 'statusFilter') as ExecutionStatus | undefined;
  const all =
    mapRunArn === undefined
      ? engine.listExecutions(required(input, 'stateMachineArn'))
      : engine.listChildExecutions(mapRunArn);
  const wanted = all.filter(
    (execution) =>
      (status === undefined || execution.status === status) &&
      (input.redriveFilter === undefined || (input.redriveFilter === 'REDRIVEN') === execution.redriveCount > 0),
  );
  const { items, nextToken } = paged(wanted, input);
  const executions = items.map((execution) => ({
    ...listed(execution),
    ...(mapRunArn === undefined ? {} : { mapRunArn, itemCount: itemCountOf(engine, mapRunArn, execution) }),
  }));
  return { executions, ...nextToken };
}

function itemCountOf(engine: Engine, mapRunArn: string, { arn }: Execution): number {
  const { children } = engine.describeMapRun(mapRunArn);
  return children.find(({ execution }) => execution?.arn === arn)?.itemCount ?? 0;
}

function mapRunOperations(engine: Engine): Record<string, Operation> {
  return {
    ListMapRuns(input) {
      const { items, nextToken } = paged(engine.listMapRuns(required(input, 'executionArn')), input);
      return { mapRuns: items.map(mapRunOf), ...nextToken };
    },
    DescribeMapRun(input) {
      const run = engine.describeMapRun(required(input, 'mapRunArn'));
      const { stateMachineArn: _, ...described } = mapRunOf(run);
      const counts = (weight: Parameters<typeof countChildren>[1]) => {
        const found = countChildren(run, weight);
        const isRedrivable = run.status === 'FAILED' || run.status === 'ABORTED';
        const lost = isRedrivable ? found.failed + found.aborted + found.timedOut : 0;
        return {
          ...found,
          resultsWritten: 0,
          failuresNotRedrivable: 0,
          pendingRedrive: run.status === 'RUNNING' ? 0 : lost,
        };
      };
      return {
        ...described,
        status: run.status,
        maxConcurrency: run.maxConcurrency,
        toleratedFailureCount: run.toleratedFailureCount,
        toleratedFailurePercentage: run.toleratedFailurePercentage,
        redriveCount: run.redriveCount,
        ...(run.redrivenAt === null ? {} : { redriveDate: seconds(run.redrivenAt) }),
        executionCounts: counts(() => 1),
        itemCounts: counts(({ itemCount }) => itemCount),
      };
    },
  };
}

function machineOf({ arn, name, definition, roleArn, type, createdAt }: StateMachine) {
  return {
    stateMachineArn: arn,
    name,
    definition,
    roleArn,
    type,
    creationDate: seconds(createdAt),
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  };
}

/** What a list and a description of executions have in common. */
function listed({ arn, name, stateMachineArn, status, startedAt, stoppedAt, redriveCount, redrivenAt }: Execution) {
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: seconds(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: seconds(stoppedAt) }),
    redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: seconds(redrivenAt) }),
  };
}

function mapRunOf({ arn, executionArn, stateMachineArn, startedAt, stoppedAt }: MapRun) {
  return {
    executionArn,
    mapRunArn: arn,
    stateMachineArn,
    startDate: seconds(startedAt),
    ...(stoppedAt === null ? {} : { stopDate: seconds(stoppedAt) }),
  };
}

/** What an event's details lose when execution data is not asked for. */
const executionData = ['input', 'inputDetails', 'output', 'outputDetails'];

function eventOf({ timestamp, ...event }: HistoryEvent, hasData: boolean): Record<string, unknown> {
  const entries = Object.entries(event).map(([key, details]) => [
    key,
    hasData || typeof details !== 'object' || details === null
      ? details
      : Object.fromEntries(Object.entries(details).filter(([name]) => !executionData.includes(name))),
  ]);
  return { timestamp: seconds(timestamp), ...Object.fromEntries(entries) };
}

function paged<T>(items: readonly T[], input: Input): Paged<T> {
  return page(items, { most: limitOf(input, 100, 1000), token: optional(input, 'nextToken') });
}

/** AWS takes 0 for the default. */
function limitOf(input: Input, otherwise: number, most: number): number {
  const asked = typeof input.maxResults === 'number' ? input.maxResults : 0;
  if (asked < 0 || asked > most) throw invalid(`Value '${asked}' at 'maxResults' failed to satisfy constraint`);
  return asked === 0 ? otherwise : asked;
}

function required(input: Input, field: string): string {
  const value = optional(input, field);
  if (value === undefined)
    throw invalid(`Value null at '${field}' failed to satisfy constraint: Member must not be null`);
  return value;
}

function optional(input: Input, field: string): string | undefined {
  const value = input[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new ServiceError('SerializationException', `'${field}' must be a string`);
  return value;
}

function invalid(problem: string): ServiceError {
  return new ServiceError('ValidationException', `1 validation error detected: ${problem}`);
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
