import { ServiceError } from '../service-error.ts';
import { Arns } from './arn.ts';
import { describeErrors } from './definition/diagnostics.ts';
import { readDefinition } from './definition/read-definition.ts';
import type { Engine, EngineOptions, StateMachine } from './engine.ts';
import { Evaluator } from './evaluator.ts';
import type { ExecutionRecord } from './execution/execution-record.ts';
import { Executions, type MachineToRun } from './execution/executions.ts';
import type { MapRun } from './execution/map-run.ts';
import type { Json } from './json.ts';
import { isTooLarge, payloadLimit } from './payload.ts';
import { seededRandom, uuidFrom } from './random.ts';

interface LoadedMachine extends MachineToRun {
  readonly described: StateMachine;
}

/** AWS Step Functions in this process: same definitions, same histories, on the clock that it is given. */
export function createEngine(options: EngineOptions): Engine {
  const { clock, invoker, region, account, waits = 1, refusalOf = () => null } = options;
  const random = seededRandom(options.seed);
  const arns = new Arns(region, account);
  const machines = new Map<string, LoadedMachine>();
  const evaluator = new Evaluator(clock, random);
  const services = { clock, invoker, random, waits, arns, region, refusalOf, evaluator };
  const executions = new Executions(services, options, ({ stateMachineArn, name, input }) =>
    start(stateMachineArn, name, JSON.stringify(input)),
  );

  function machineOf(arn: string): LoadedMachine {
    const machine = machines.get(arn);
    if (machine) return machine;
    checkArn('stateMachine', arn);
    throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  function executionOf(arn: string): ExecutionRecord {
    const record = executions.find(arn);
    if (record) return record;
    checkArn('execution', arn);
    throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  function checkArn(kind: Parameters<Arns['isOf']>[0], arn: string): void {
    if (!arns.isOf(kind, arn)) throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN: ${arn}'`);
  }

  function start(machineArn: string, givenName: string | undefined, inputText: string): ExecutionRecord {
    const machine = machineOf(machineArn);
    if (givenName !== undefined) checkName(givenName);
    checkInput(inputText);
    const name = givenName ?? uuidFrom(random);
    const arn = arns.execution(machine.name, name);
    const existing = executions.find(arn);
    if (!existing) {
      return executions.begin({ arn, name, machine, inputText });
    }
    if (existing.status === 'RUNNING' && existing.inputText === inputText) return existing;
    throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }

  return {
    createStateMachine({ name, definition, roleArn, type = 'STANDARD' }) {
      checkName(name);
      if (type !== 'STANDARD') {
        const message = `The sandbox runs STANDARD state machines only, not '${type}'`;
        throw new ServiceError('StateMachineTypeNotSupported', message);
      }
      const read = readDefinition(definition);
      if (!read.definition) throw new ServiceError('InvalidDefinition', describeErrors(read.diagnostics));
      const arn = arns.stateMachine(name);
      const existing = machines.get(arn);
      if (existing) return sameOrRefused(existing.described, definition, roleArn);
      const described: StateMachine = { arn, name, definition, roleArn, type, createdAt: clock.now() };
      const timeoutSeconds = read.definition.TimeoutSeconds ?? null;
      machines.set(arn, { arn, name, roleArn, block: read.definition, timeoutSeconds, described });
      return described;
    },
    validateDefinition: (definition) => readDefinition(definition).diagnostics,
    describeStateMachine: (arn) => machineOf(arn).described,
    listStateMachines: () => [...machines.values()].map(({ described }) => described),
    startExecution: ({ stateMachineArn, name, input = '{}' }) =>
      executions.describe(start(stateMachineArn, name, input)),
    describeExecution: (arn) => executions.describe(executionOf(arn)),
    history: (arn) => [...executionOf(arn).history.events],
    listExecutions(stateMachineArn, status) {
      machineOf(stateMachineArn);
      return newestFirst(executions.all.filter((record) => record.stateMachineArn === stateMachineArn))
        .filter((record) => status === undefined || record.status === status)
        .map((record) => executions.describe(record));
    },
    stopExecution(arn, error, cause) {
      const record = executionOf(arn);
      executions.abort(record, error, cause);
      return executions.describe(record);
    },
    redriveExecution(arn) {
      const record = executionOf(arn);
      executions.redrive(record);
      return executions.describe(record);
    },
    putBack(all, cutOff) {
      for (const one of all) {
        // A child of a distributed Map has no machine of its own: `parent/label`.
        executions.putBack(one, machines.get(one.kept.stateMachineArn)?.block ?? null, cutOff);
      }
    },
    cutOff: (reason) => executions.cutOff(reason).map((record) => executions.describe(record)),
    async finished(arn) {
      const record = executionOf(arn);
      await executions.finished(record);
      return executions.describe(record);
    },
    listMapRuns: (executionArn) => [...executionOf(executionArn).mapRuns],
    describeMapRun(arn): MapRun {
      checkArn('mapRun', arn);
      const run = executions.all.flatMap(({ mapRuns }) => mapRuns).find((mapRun) => mapRun.arn === arn);
      if (!run) throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
      return run;
    },
    listChildExecutions: (mapRunArn) =>
      newestFirst(executions.all.filter(({ parentMapRun }) => parentMapRun?.arn === mapRunArn)).map((record) =>
        executions.describe(record),
      ),
  };
}

/** CreateStateMachine may be repeated with the same words; with others the name is taken. */
function sameOrRefused(existing: StateMachine, definition: string, roleArn: string): StateMachine {
  if (existing.definition === definition && existing.roleArn === roleArn) return existing;
  throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`);
}

function newestFirst(records: readonly ExecutionRecord[]): readonly ExecutionRecord[] {
  return [...records].reverse();
}

function checkName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what AWS refuses.
  if (name.length === 0 || name.length > 80 || /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
  }
}

function checkInput(text: string): void {
  if (isTooLarge(text)) {
    const message = `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${payloadLimit}`;
    throw new ServiceError('ValidationException', message);
  }
  try {
    JSON.parse(text) as Json;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${message}'`);
  }
}
