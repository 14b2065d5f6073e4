import { ServiceError } from '../../service-error.ts';
import { Cancellation } from '../cancellation.ts';
import type { StateBlock } from '../definition/definition.ts';
import type { CutOff, EngineOptions, Execution, ExecutionStatus, KeptWithHistory } from '../engine.ts';
import { Cancelled, StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { uuidFrom } from '../random.ts';
import { closeCutOff } from './cut-off.ts';
import { describeExecution } from './describe-execution.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { Flow } from './flow.ts';
import { History } from './history.ts';
import { putBackExecution } from './kept-execution.ts';
import type { MapChild, MapRun } from './map-run.ts';
import { redriveStatusOf } from './redrive-status.ts';
import { ProgressTeller } from './tell-progress.ts';
import type { ChildExecutions, Services } from './walk.ts';
import { walkFlow } from './walk-flow.ts';

/** What an execution takes from the machine that it is one of. */
export interface MachineToRun {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly block: StateBlock;
  readonly timeoutSeconds: number | null;
}

interface NewExecution {
  readonly arn: string;
  readonly name: string;
  readonly machine: MachineToRun;
  readonly inputText: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly parentMapRun: MapRun | null;
}

/** Begins executions, ends them, and takes them up again. Names and inputs are checked by the caller. */
export class Executions implements ChildExecutions {
  readonly #services: Services;
  readonly #onStatusChange: NonNullable<EngineOptions['onStatusChange']>;
  readonly #startNamed: ChildExecutions['start'];
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #progress: ProgressTeller;

  constructor(
    services: Omit<Services, 'executions' | 'keep'>,
    { onStatusChange, onProgress }: Pick<EngineOptions, 'onStatusChange' | 'onProgress'>,
    /** StartExecution with all its checks, for the states that start executions. */
    startNamed: ChildExecutions['start'],
  ) {
    this.#progress = new ProgressTeller(onProgress);
    this.#services = { ...services, executions: this, keep: (record) => this.#progress.tell(record) };
    this.#onStatusChange = onStatusChange ?? (() => undefined);
    this.#startNamed = startNamed;
  }

  get all(): readonly ExecutionRecord[] {
    return [...this.#records.values()];
  }

  find(arn: string): ExecutionRecord | undefined {
    return this.#records.get(arn);
  }

  describe(record: ExecutionRecord): Execution {
    return describeExecution(record, this.#services.clock.now());
  }

  start(request: Parameters<ChildExecutions['start']>[0]): ExecutionRecord {
    return this.#startNamed(request);
  }

  begin(execution: Omit<NewExecution, 'type' | 'parentMapRun'>): ExecutionRecord {
    const record = this.#begin({ ...execution, type: 'STANDARD', parentMapRun: null });
    this.#services.keep(record);
    return record;
  }

  #begin({ arn, name, machine, inputText, type, parentMapRun }: NewExecution): ExecutionRecord {
    const { clock } = this.#services;
    const history = new History(clock);
    const record: ExecutionRecord = {
      arn,
      name,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      roleArn: machine.roleArn,
      type,
      block: machine.block,
      timeoutSeconds: machine.timeoutSeconds,
      inputText,
      input: JSON.parse(inputText) as Json,
      history,
      parentMapRun,
      mapRuns: [],
      startedAt: clock.now(),
      root: new Flow(machine.block, { lastEventId: 0 }),
      status: 'RUNNING',
      output: null,
      error: undefined,
      cause: undefined,
      stoppedAt: null,
      redriveCount: 0,
      redrivenAt: null,
      notRedrivable: null,
      cancellation: new Cancellation(),
      whenFinished: [],
    };
    this.#records.set(arn, record);
    const details = { input: inputText, inputDetails: { truncated: false }, roleArn: machine.roleArn };
    // On AWS the first state follows event 0, not this one.
    history.add('ExecutionStarted', 0, { executionStartedEventDetails: details });
    record.root.begin(record.input);
    this.#run(record);
    return record;
  }

  runMapChild(run: MapRun, child: MapChild): ExecutionRecord {
    const { arns, random } = this.#services;
    if (child.execution && child.execution.type === 'STANDARD') {
      this.#takeUp(child.execution);
      return child.execution;
    }
    const parent = this.#records.get(run.executionArn);
    const type = run.processor.ProcessorConfig?.ExecutionType ?? 'STANDARD';
    const name = uuidFrom(random);
    const arn =
      type === 'EXPRESS'
        ? arns.expressExecution(run.machineName, name, uuidFrom(random))
        : arns.execution(run.machineName, name);
    const machine: MachineToRun = {
      arn: run.stateMachineArn,
      name: run.machineName,
      roleArn: parent?.roleArn ?? '',
      block: run.processor,
      timeoutSeconds: null,
    };
    const inputText = JSON.stringify(child.input);
    child.execution = this.#begin({ arn, name, machine, inputText, type, parentMapRun: run });
    // Not before the Map Run knows it: it is kept with its place in there.
    this.#services.keep(child.execution);
    return child.execution;
  }

  finished(record: ExecutionRecord): Promise<void> {
    if (record.status !== 'RUNNING') return Promise.resolve();
    return new Promise((resolve) => record.whenFinished.push(resolve));
  }

  abort(record: ExecutionRecord, error?: string, cause?: string): void {
    if (record.status !== 'RUNNING') return;
    const { details } = new StateFailure(error, cause);
    record.cancellation.cancel();
    record.history.close('ExecutionAborted', 0, { executionAbortedEventDetails: details });
    this.#end(record, 'ABORTED', details);
  }

  /** As Engine has it. The last to begin goes first: who waits for an execution would abort it. */
  cutOff(reason: CutOff): readonly ExecutionRecord[] {
    const running = this.all.filter(({ status }) => status === 'RUNNING').reverse();
    for (const record of running) {
      closeCutOff(record, reason, this.#services.clock.now());
      record.cancellation.cancel();
      this.#services.keep(record);
      for (const tell of record.whenFinished.splice(0)) tell();
    }
    return running.reverse();
  }

  /** As Engine has it, for one execution; `block` of its machine, if there is one. */
  putBack({ kept, events }: KeptWithHistory, block: StateBlock | null, cutOff: CutOff | null): void {
    const { clock } = this.#services;
    const mapRuns = this.all.flatMap((record) => record.mapRuns);
    const parentMapRun = mapRuns.find(({ arn }) => arn === kept.parent?.mapRun) ?? null;
    const record = putBackExecution(kept, events, { clock, block: parentMapRun?.processor ?? block, parentMapRun });
    const child = parentMapRun?.children[kept.parent?.index ?? 0];
    if (child) child.execution = record;
    this.#records.set(record.arn, record);
    this.#progress.knows(record);
    if (record.status === 'RUNNING' && cutOff) {
      closeCutOff(record, cutOff, events.at(-1)?.timestamp ?? kept.startedAt);
      // Who reads along while this process does something else must not take it for running. Where it stands in another version of its
      // machine is known there alone.
      if (record.notRedrivable === null) this.#services.keep(record);
    }
  }

  /** Throws ServiceError ExecutionNotRedrivable with the reason. */
  redrive(record: ExecutionRecord): void {
    const { status, reason } = redriveStatusOf(record, this.#services.clock.now());
    if (status !== 'REDRIVABLE') {
      throw new ServiceError('ExecutionNotRedrivable', `${reason ?? status}: '${record.arn}'`);
    }
    this.#takeUp(record);
  }

  /** Goes on from where the last attempt ended. */
  #takeUp(record: ExecutionRecord): void {
    record.redriveCount++;
    record.redrivenAt = this.#services.clock.now();
    record.status = 'RUNNING';
    record.output = null;
    record.error = undefined;
    record.cause = undefined;
    record.stoppedAt = null;
    record.cancellation = new Cancellation();
    const details = { redriveCount: record.redriveCount };
    const eventId = record.history.close('ExecutionRedriven', record.history.events.length, {
      executionRedrivenEventDetails: details,
    });
    record.root.continueAfter(eventId);
    this.#services.keep(record);
    this.#run(record);
  }

  #run(record: ExecutionRecord): void {
    const { clock } = this.#services;
    const { cancellation } = record;
    this.#onStatusChange(this.describe(record));
    if (record.timeoutSeconds !== null) {
      const timer = clock.after(record.timeoutSeconds * 1000, () => this.#timeOut(record));
      cancellation.onCancel(() => timer.cancel());
    }
    walkFlow({ execution: record, flow: record.root, cancellation, services: this.#services }).then(
      (output) => {
        if (!cancellation.isCancelled) this.#succeed(record, JSON.stringify(output));
      },
      (thrown) => {
        if (!cancellation.isCancelled && !(thrown instanceof Cancelled)) this.#fail(record, thrown);
      },
    );
  }

  #succeed(record: ExecutionRecord, output: string): void {
    record.output = output;
    const details = { output, outputDetails: { truncated: false } };
    record.history.close('ExecutionSucceeded', record.root.lastEventId, { executionSucceededEventDetails: details });
    this.#end(record, 'SUCCEEDED');
  }

  #fail(record: ExecutionRecord, thrown: unknown): void {
    const failure =
      thrown instanceof StateFailure
        ? thrown
        : new StateFailure('States.Runtime', thrown instanceof Error ? thrown.message : String(thrown));
    record.history.close('ExecutionFailed', record.root.lastEventId, { executionFailedEventDetails: failure.details });
    this.#end(record, 'FAILED', failure.details);
  }

  /** AWS names the error in the event alone. */
  #timeOut(record: ExecutionRecord): void {
    if (record.status !== 'RUNNING') return;
    record.cancellation.cancel();
    const details = { error: 'States.Timeout' };
    record.history.close('ExecutionTimedOut', 0, { executionTimedOutEventDetails: details });
    this.#end(record, 'TIMED_OUT');
  }

  #end(
    record: ExecutionRecord,
    status: ExecutionStatus,
    failure: { readonly error?: string; readonly cause?: string } = {},
  ): void {
    record.status = status;
    record.stoppedAt = this.#services.clock.now();
    record.error = failure.error;
    record.cause = failure.cause;
    // Ends the timer of the machine's own timeout.
    record.cancellation.cancel();
    this.#services.keep(record);
    this.#onStatusChange(this.describe(record));
    for (const tell of record.whenFinished.splice(0)) tell();
  }
}
