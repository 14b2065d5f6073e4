import { letPass } from '../../sandbox/clock/let-pass.ts';
import type { Execution } from '../../sandbox/engine/engine.ts';
import type { Deployment } from '../../sandbox/kubernetes/objects.ts';
import { stateReached } from '../../src/domain/failed-state.ts';
import { sizeInWords } from '../../src/domain/node-group-record.ts';
import { doByHand, lose, type PersonsNodes } from './by-hand.ts';
import { Expected } from './expected.ts';
import type { Crash } from './fate.ts';
import type { History, Meanwhile, Step } from './history.ts';
import { type MayFail, mayFailBecauseOf } from './may-fail.ts';
import { hasRecorded, isAnyRunning, isOvertaken } from './other-runs.ts';
import { smallWorld } from './small-world.ts';
import { aStage, type Stage } from './stage.ts';
import {
  changeable,
  copies,
  cordonedByUs,
  everything,
  inReplicas,
  liveValues,
  nodes,
  tableItems,
  type Values,
} from './things.ts';

type Action = 'stop' | 'start';

/** What came of a history. */
export interface Played {
  /** What broke the promise, in words; empty when all is well. */
  readonly problems: readonly string[];
  /** One line a step, for a person. */
  readonly log: readonly string[];
  /** Requests of the run that made the most. */
  readonly requests: number;
}

/** Plays a history on a new cluster, and then a start that must bring everything back. */
export async function playHistory(history: History): Promise<Played> {
  const stage = await aStage(smallWorld(history.evening));
  try {
    const play = new Play(stage, history);
    return await play.all();
  } finally {
    await stage.close();
  }
}

/** Something that was played, as the checks see it. */
interface Ended {
  readonly action: Action;
  readonly execution: Execution;
  /** Of a dry run, or of one whose time is over: it says nothing of how the cluster must be. */
  readonly isOnlyReport: boolean;
  /** Of a redrive behind Record state, after somebody took copies away. */
  readonly mayLackCopies?: boolean;
}

class Play {
  readonly #stage: Stage;
  readonly #history: History;
  readonly #expected: Expected;
  readonly #persons: PersonsNodes = { cordoned: new Set() };
  readonly #problems: string[] = [];
  readonly #log: string[] = [];
  /** Executions that failed or were aborted, the last one last. */
  #failed: { readonly action: Action; readonly arn: string; readonly name: string }[] = [];
  #runs = 0;
  /** Somebody has changed or lost something since the last run. */
  #isTouched = false;

  constructor(stage: Stage, history: History) {
    this.#stage = stage;
    this.#history = history;
    const { apps, batch, replicas, failurePolicy } = history.evening;
    this.#expected = new Expected({
      apps: sizeInWords(apps),
      batch: sizeInWords(batch),
      autoscaler: inReplicas(replicas),
      webhook: failurePolicy,
    });
  }

  async all(): Promise<Played> {
    for (const step of this.#history.steps) {
      await this.#take(step);
      if (this.#problems.length > 0) break;
    }
    if (this.#problems.length === 0) await this.#end();
    return { problems: this.#problems, log: this.#log, requests: this.#stage.mostRequests() };
  }

  async #take(step: Step): Promise<void> {
    switch (step.do) {
      case 'stop':
      case 'start':
        return this.#run(step.do, step.crash, step.meanwhile);
      case 'dry stop':
      case 'dry start':
        return this.#dryRun(step.do === 'dry stop' ? 'stop' : 'start');
      case 'redrive':
        return this.#redrive(step.back);
      case 'wait':
        this.#log.push(`${step.minutes} minutes go by`);
        return this.#wait(step.minutes);
      case 'lose table':
      case 'lose record':
      case 'lose mark':
        this.#isTouched = true;
        this.#log.push('of' in step ? `${step.do} of ${step.of}` : step.do);
        return lose(this.#stage, step);
      default:
        this.#isTouched = true;
        this.#log.push(`by hand: ${JSON.stringify(step)}`);
        await doByHand(this.#stage, this.#expected, this.#persons, step);
        return this.#wait(2);
    }
  }

  /** Whatever happened: a start must bring everything back, and another one finds nothing to do. */
  async #end(): Promise<void> {
    await this.#run('start', null, null, { takeover: true });
    if (this.#problems.length > 0) return;
    await this.#wait(10);
    this.#check('the last start, ten minutes later', this.#awake(liveValues(this.#stage)));
    for (const { metadata, spec, status } of this.#stage.kubernetes.api.list(
      'deployments.apps',
    ) as readonly Deployment[]) {
      const ready = status?.readyReplicas ?? 0;
      if (ready !== spec.replicas) this.#problems.push(`${metadata.name} has ${ready} of ${spec.replicas} pods ready`);
    }
    const { output } = await this.#finished(this.#begin('start', null));
    if (!output?.includes('already awake')) this.#problems.push('a start after the last one finds something to do');
  }

  async #run(action: Action, crash: Crash | null, meanwhile: Meanwhile | null, input: object = {}): Promise<void> {
    const arn = this.#begin(action, crash, input);
    const other = meanwhile && this.#arrange(arn, meanwhile);
    const execution = await this.#finished(arn);
    const mayFail: MayFail = crash?.lasts ? 'of anything' : mayFailBecauseOf(action, meanwhile);
    await this.#ended({ action, execution, isOnlyReport: false }, mayFail);
    const second = other?.();
    if (!second) return;
    const execution2 = await this.#finished(second.arn);
    // The first may have ended before the second, or because of it, or after it: the last word has been said now.
    await this.#ended({ ...second, execution: execution2, isOnlyReport: false }, ['LockHeldError']);
    const areBothKeptOut = [execution, execution2].every(({ error }) => error === 'LockHeldError');
    if (areBothKeptOut) this.#problems.push(`${nameOf(arn)} and ${nameOf(second.arn)} keep each other out`);
  }

  /** Has something happen to a running execution. Answers what was begun by then, once the execution has ended. */
  #arrange(
    arn: string,
    { invocations, what }: Meanwhile,
  ): () => { readonly action: Action; readonly arn: string } | null {
    let calls = 0;
    let begun: { readonly action: Action; readonly arn: string } | null = null;
    const name = nameOf(arn);
    this.#stage.onInvoke = (caller) => {
      if (caller !== name) return;
      calls += 1;
      if (calls !== invocations) return;
      this.#log.push(`  at invocation ${invocations}: ${what}`);
      if (what === 'it is aborted') this.#stage.engine.stopExecution(arn, 'OnCall', 'by hand');
      else if (what === 'a start takes over')
        begun = { action: 'start', arn: this.#begin('start', null, { takeover: true }) };
      else begun = { action: 'stop', arn: this.#begin('stop', null) };
    };
    return () => {
      this.#stage.onInvoke = () => undefined;
      return begun;
    };
  }

  async #dryRun(action: Action): Promise<void> {
    const before = await everything(this.#stage);
    const execution = await this.#finished(this.#begin(action, null, { dryRun: true }));
    await this.#ended({ action, execution, isOnlyReport: true }, []);
    const after = await everything(this.#stage);
    if (after !== before) this.#problems.push(`the dry ${action} changed something: ${before} -> ${after}`);
  }

  async #redrive(back: number): Promise<void> {
    const one = this.#failed.at(-1 - back);
    if (!one) return;
    const isTheLastThing = one.name === `run-${this.#runs}`;
    this.#failed = this.#failed.filter(({ arn }) => arn !== one.arn);
    this.#stage.doom(one.name, null);
    const mayAct = await this.#mayAct(one.arn);
    const mayLackCopies = this.#isTouched && hasRecorded(this.#stage, one.arn);
    const before = await changeable(this.#stage);
    this.#log.push(`redrive ${one.name} (${one.action})`);
    this.#stage.engine.redriveExecution(one.arn);
    const execution = await this.#finished(one.arn);
    // Where other runs came after it, what it may still do is report.
    // Where nothing came in between, the cause is gone, and a redrive goes through. The lock is in the table that may be lost.
    const mayFail: MayFail = isTheLastThing && !this.#isTouched ? [] : 'of anything';
    await this.#ended({ action: one.action, execution, isOnlyReport: !isTheLastThing, mayLackCopies }, mayFail);
    if (mayAct) return;
    const after = await changeable(this.#stage);
    if (after !== before) this.#problems.push(`${one.name} has no lock and changed things: ${before} -> ${after}`);
  }

  /** Whether a redrive of this execution may change the cluster: it holds the lock, or stands where it has still to take it. */
  async #mayAct(arn: string): Promise<boolean> {
    const items = await tableItems(this.#stage);
    const isHolder = items.some(({ sk, holder }) => sk === 'LOCK' && holder === arn);
    return isHolder || stateReached(this.#stage.engine.history(arn))?.startsWith('Prepare run') === true;
  }

  #begin(action: Action, crash: Crash | null, input: object = {}): string {
    this.#runs += 1;
    this.#isTouched = false;
    const name = `run-${this.#runs}`;
    this.#stage.doom(name, crash);
    const { engine, cluster } = this.#stage;
    const text = JSON.stringify({ cluster, ...input });
    this.#log.push(`${name}: ${action} ${JSON.stringify({ ...input, ...(crash ? { crash } : {}) })}`);
    return engine.startExecution({ stateMachineArn: this.#stage.machineArn(action), name, input: text }).arn;
  }

  async #finished(arn: string): Promise<Execution> {
    const execution = await this.#stage.engine.finished(arn);
    // What a function was doing when its execution was aborted, it still does.
    await this.#wait(0.5);
    return execution;
  }

  async #ended({ action, execution, isOnlyReport, mayLackCopies = false }: Ended, mayFail: MayFail): Promise<void> {
    const { status, error, arn, name, output = '', cause = '' } = execution;
    const isSkipped = output.includes('"skipped"');
    this.#log.push(
      `  ${name} ${status} ${error ?? ''} ${isSkipped ? 'skipped' : ''} ${JSON.stringify(liveValues(this.#stage))}`,
    );
    if (status !== 'SUCCEEDED') {
      this.#failed.push({ action, arn, name });
      const isAllowed = mayFail === 'of anything' || mayFail.includes(error ?? '');
      if (!isAllowed) this.#problems.push(`${name} (${action}) ${status}: ${error} ${cause}`);
      return;
    }
    if (isOnlyReport || isAnyRunning(this.#stage)) return;
    // It came before the other run had begun to do anything, and says nothing of what that one left.
    if (isSkipped && isOvertaken(this.#stage, execution)) return;
    const live = liveValues(this.#stage);
    const found = action === 'start' ? this.#awake(live) : await this.#asleep(live, isSkipped, mayLackCopies);
    this.#check(`${name} (${action})`, [...found, ...(await this.#lock())]);
    if (action === 'start') this.#expected.settle(live);
  }

  #check(after: string, problems: readonly string[]): void {
    this.#problems.push(...problems.map((problem) => `after ${after}: ${problem}`));
  }

  /** What a start must leave. */
  #awake(live: Values): string[] {
    const { cordoned } = this.#persons;
    const marked = cordonedByUs(this.#stage).map((node) => `node ${node} still carries our note`);
    const strange = nodes(this.#stage)
      .filter(({ metadata, spec }) => Boolean(spec?.unschedulable) !== cordoned.has(metadata.name))
      .map(({ metadata, spec }) => `node ${metadata.name} is ${spec?.unschedulable ? 'cordoned' : 'open'}`);
    return [...this.#expected.differences(live), ...marked, ...strange, ...this.#marks()];
  }

  #marks(): string[] {
    return this.#stage.marks().map((mark) => `${mark} is left over`);
  }

  /** What a stop must leave: everything at zero, and both copies of what it came from, or at least one where one was taken away. */
  async #asleep(live: Values, isSkipped: boolean, mayLackCopies: boolean): Promise<string[]> {
    const problems: string[] = [];
    const recorded = await copies(this.#stage);
    for (const group of ['apps', 'batch'] as const) {
      if (!/^min 0, max \d+, desired 0$/.test(live[group])) problems.push(`${group} is ${live[group]}`);
      const { table, mark } = recorded[group];
      // Of a group that was at zero nothing need be recorded: after a stop that failed, nobody could tell it from one that is lost.
      const copy = mayLackCopies ? (table ?? mark) : table;
      const isRight = this.#expected.isRight(group, copy ?? live[group]);
      if (!isRight) problems.push(`the table holds ${table} of ${group}`);
      if (!isSkipped && !mayLackCopies && mark !== table)
        problems.push(`the tag of ${group} says ${mark}, the table ${table}`);
    }
    return problems;
  }

  async #lock(): Promise<string[]> {
    const items = await tableItems(this.#stage);
    return items.filter(({ sk }) => sk === 'LOCK').map(({ holder }) => `${String(holder)} still holds the lock`);
  }

  #wait(minutes: number): Promise<void> {
    return letPass(this.#stage.clock, minutes * 60_000);
  }
}

function nameOf(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}
