import {
  Chain,
  Choice,
  Condition,
  type IChainable,
  type INextable,
  Map as MapState,
  Pass,
  ProvideItems,
  type State,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { askedAt, type PhaseTask, phaseTask } from './phase-task.ts';

export type { PhaseTask } from './phase-task.ts';

/** One step of a runbook: a phase with whatever repeats it or skips it. */
export interface Step extends IChainable {
  readonly startState: State;
  readonly endStates: INextable[];
  /** The Choice that may leave the runbook for its last step, where the step has one. */
  readonly mayEndTheRun?: Choice;
}

const redrivenAt =
  '{% $exists($states.context.Execution.RedriveTime) ? $states.context.Execution.RedriveTime : null %}';

/**
 * Builds a machine whose file reads as the runbook: steps in their order, each a phase that is done once, repeated until it
 * answers done, or done for each item: all items together in every pass, or one after the other. Titles are the runbook's words; the states that a loop needs are named after them
 * (`Drain nodes: done?`).
 *
 * Variables: `run` (from Prepare run), `nodeGroups` (names, from the step that says so), `enteredAt` (when the current loop was
 * entered), `left` (the items that a pass for many has not finished, or null), and inside a Map `item` and `itemEnteredAt`.
 */
export class Runbook {
  readonly #scope: Construct;
  #step = 0;

  constructor(scope: Construct) {
    this.#scope = scope;
  }

  /** Chains the steps; a step that may end the run goes to the last one, which reports. */
  of(...steps: readonly Step[]): IChainable {
    const last = steps.at(-1);
    const [first, ...others] = steps;
    if (!first || !last) throw new Error('A runbook needs at least one step.');
    for (const { mayEndTheRun } of steps) {
      mayEndTheRun?.when(Condition.jsonata("{% $states.input.status = 'skipped' %}"), last);
    }
    return others.reduce((chain, step) => chain.next(step), Chain.start(first));
  }

  /** The first step: makes `$run` out of the execution's input. A run that it skips goes straight to the last step. */
  prepare(title: string, task: PhaseTask, action: 'stop' | 'start'): Step {
    const payload = {
      action,
      step: ++this.#step,
      askedAt,
      input: '{% $states.context.Execution.Input %}',
      execution: {
        arn: '{% $states.context.Execution.Id %}',
        name: '{% $states.context.Execution.Name %}',
        startedAt: '{% $states.context.Execution.StartTime %}',
      },
    };
    const state = phaseTask(this.#scope, title, task, payload, {
      assign: { run: '{% $states.result.Payload.run %}' },
    });
    const isSkipped = Choice.jsonata(this.#scope, `${title}: skip?`, { comment: 'Excluded, or already as asked for' });
    const wait = Wait.jsonata(this.#scope, `${title}: wait`, {
      comment: 'A run that was ended a moment ago may still have a change on its way',
      time: WaitTime.seconds('{% $states.input.waitSeconds %}'),
    });
    state.next(isSkipped);
    isSkipped.when(Condition.jsonata("{% $states.input.status = 'pending' %}"), wait);
    wait.next(state);
    return { ...stepFrom(state, openEndsOf(isSkipped)), mayEndTheRun: isSkipped };
  }

  /** A phase that is done in one pass. `itemsInto` names the variable that takes the items of its answer. */
  once(title: string, task: PhaseTask, options: { readonly itemsInto?: string } = {}): Step {
    const assign = options.itemsInto ? { [options.itemsInto]: '{% $states.result.Payload.items %}' } : undefined;
    const state = phaseTask(this.#scope, title, task, this.#payload(null, null), assign ? { assign } : {});
    return stepFrom(state, [state]);
  }

  /** A phase that is asked again, after the wait that it names, until it no longer answers pending. */
  repeat(title: string, task: PhaseTask): Step {
    return this.#loop(this.#scope, title, task, {
      remember: { enteredAt: '{% $states.context.State.EnteredTime %}' },
      payload: this.#payload('{% $enteredAt %}', null),
    });
  }

  /**
   * A phase that does all items of a variable in each pass, and is asked again for those that it answers as left. The history grows
   * with the time that it takes and not with the number of items, as it would in a Map.
   */
  repeatForAll(title: string, items: string, task: PhaseTask): Step {
    const { item: _, ...payload } = this.#payload('{% $enteredAt %}', null);
    return this.#loop(this.#scope, title, task, {
      remember: { enteredAt: '{% $states.context.State.EnteredTime %}', left: '{% null %}' },
      payload: { ...payload, items, left: '{% $left %}' },
      assign: { left: '{% $exists($states.result.Payload.left) ? $states.result.Payload.left : null %}' },
    });
  }

  /** A phase that only a run with this setting goes through. */
  when(setting: 'verify', step: Step): Step {
    const title = step.startState.stateId;
    const isAsked = Choice.jsonata(this.#scope, `${title}: asked?`, { comment: `Only when the run says ${setting}` });
    isAsked.when(Condition.jsonata(`{% $run.${setting} = true %}`), step);
    return stepFrom(isAsked, openEndsOf(isAsked));
  }

  /** Repeats a phase for each item of a list, one after the other. The first that fails ends the Map. */
  oneByOne(title: string, items: string, step: { readonly phase: string; readonly task: PhaseTask }): Step {
    const map = MapState.jsonata(this.#scope, title, {
      comment: 'One after the other: each may need what comes before it',
      items: ProvideItems.jsonata(items),
      maxConcurrency: 1,
      itemSelector: { item: '{% $states.context.Map.Item.Value %}' },
      outputs: { status: 'done', items: '{% $count($states.result) %}' },
    });
    const loop = this.#loop(map, step.phase, step.task, {
      remember: { item: '{% $states.input.item %}', itemEnteredAt: '{% $states.context.State.EnteredTime %}' },
      payload: this.#payload('{% $itemEnteredAt %}', '{% $item %}'),
    });
    // A Choice cannot be the last state of an iteration.
    const end = Pass.jsonata(map, `${step.phase}: end`, {
      comment: 'What this one came to',
      outputs: '{% $states.input.summary %}',
    });
    map.itemProcessor(Chain.start(loop).next(end));
    return stepFrom(map, [map]);
  }

  #payload(enteredAt: string | null, item: string | null): Record<string, unknown> {
    return { run: '{% $run %}', step: ++this.#step, enteredAt, redrivenAt, askedAt, item };
  }

  #loop(
    scope: Construct,
    title: string,
    task: PhaseTask,
    parts: {
      readonly remember: Record<string, string>;
      readonly payload: Record<string, unknown>;
      readonly assign?: Record<string, string>;
    },
  ): Step {
    const begin = Pass.jsonata(scope, `${title}: begin`, {
      comment: 'Deadlines count from here, or from a redrive if that is later',
      assign: parts.remember,
    });
    const state = phaseTask(scope, title, task, parts.payload, parts.assign ? { assign: parts.assign } : {});
    const isDone = Choice.jsonata(scope, `${title}: done?`, { comment: 'A phase that is not done is asked again' });
    const wait = Wait.jsonata(scope, `${title}: wait`, {
      comment: 'As long as the phase computed from what it waits for',
      time: WaitTime.seconds('{% $states.input.waitSeconds %}'),
    });
    begin.next(state);
    state.next(isDone);
    isDone.when(Condition.jsonata("{% $states.input.status = 'pending' %}"), wait);
    wait.next(state);
    return stepFrom(begin, openEndsOf(isDone));
  }
}

function stepFrom(startState: State, endStates: INextable[]): Step {
  return { id: startState.id, startState, endStates };
}

/** What is left to connect behind a Choice: its default, and the ends of its branches. Loops must be linked before. */
function openEndsOf(choice: Choice): INextable[] {
  return choice.afterwards({ includeOtherwise: true }).endStates;
}
