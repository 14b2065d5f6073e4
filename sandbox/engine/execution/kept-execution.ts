import type { Clock } from '../../clock/clock.ts';
import { Cancellation } from '../cancellation.ts';
import { type ItemProcessor, isDistributed, type StateBlock } from '../definition/definition.ts';
import type { HistoryEvent } from '../engine.ts';
import type { Json } from '../json.ts';
import { mapLabelOf } from '../states/map-label.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { Flow } from './flow.ts';
import { History } from './history.ts';
import { type KeptFlow, keepFlow, putBackFlow } from './kept-flow.ts';
import type { MapChild, MapRun } from './map-run.ts';

type Plain = Omit<
  ExecutionRecord,
  | 'block'
  | 'input'
  | 'history'
  | 'parentMapRun'
  | 'mapRuns'
  | 'root'
  | 'cancellation'
  | 'whenFinished'
  | 'error'
  | 'cause'
>;

/** An execution as JSON, without its history. Times in milliseconds. */
export interface KeptExecution extends Plain {
  readonly error?: string;
  readonly cause?: string;
  readonly root: KeptFlow;
  readonly mapRuns: readonly KeptMapRun[];
  /** Of the distributed Map that it is a child of; its place among the children. */
  readonly parent: { readonly mapRun: string; readonly index: number } | null;
}

interface KeptMapRun extends Omit<MapRun, 'processor' | 'children'> {
  readonly children: readonly Omit<MapChild, 'execution'>[];
}

/** What is known of an execution at this moment. */
export function keepExecution(record: ExecutionRecord): KeptExecution {
  const { parentMapRun, error, cause } = record;
  return {
    arn: record.arn,
    name: record.name,
    stateMachineArn: record.stateMachineArn,
    stateMachineName: record.stateMachineName,
    roleArn: record.roleArn,
    type: record.type,
    timeoutSeconds: record.timeoutSeconds,
    inputText: record.inputText,
    startedAt: record.startedAt,
    status: record.status,
    output: record.output,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    stoppedAt: record.stoppedAt,
    redriveCount: record.redriveCount,
    redrivenAt: record.redrivenAt,
    notRedrivable: record.notRedrivable,
    root: keepFlow(record.root),
    mapRuns: record.mapRuns.map(({ processor: _, children, ...mapRun }) => ({
      ...mapRun,
      children: children.map(({ input, itemCount }) => ({ input, itemCount })),
    })),
    parent: parentMapRun && {
      mapRun: parentMapRun.arn,
      index: parentMapRun.children.findIndex(({ execution }) => execution === record),
    },
  };
}

/** What an execution is put back to. */
interface Ground {
  readonly clock: Clock;
  /** Of its machine, or of the distributed Map that it is a child of; null where there is none any more. */
  readonly block: StateBlock | null;
  readonly parentMapRun: MapRun | null;
}

/** The execution that was kept. One whose machine has changed can be looked at, and not be redriven. */
export function putBackExecution(
  { root: keptRoot, mapRuns: keptMapRuns, parent: _, error, cause, ...kept }: KeptExecution,
  events: readonly HistoryEvent[],
  { clock, block, parentMapRun }: Ground,
): ExecutionRecord {
  const found = block ?? { StartAt: '', States: {} };
  const mapRuns = keptMapRuns.flatMap((mapRun) => putBackMapRun(mapRun, found));
  const root = putBackFlow(keptRoot, { block: found, mapRuns });
  return {
    ...kept,
    ...{ error, cause, block: found, mapRuns, parentMapRun },
    notRedrivable: root ? kept.notRedrivable : 'The state machine has changed, and has no such state any more',
    input: JSON.parse(kept.inputText) as Json,
    history: new History(clock, events),
    root: root ?? new Flow(found, { lastEventId: keptRoot.lastEventId }),
    cancellation: new Cancellation(),
    whenFinished: [],
  };
}

function putBackMapRun({ children, ...kept }: KeptMapRun, block: StateBlock): MapRun[] {
  const processor = processorOf(kept.machineName, block);
  return processor ? [{ ...kept, processor, children: children.map((child) => ({ ...child, execution: null })) }] : [];
}

/** @param machineName `parent/label`. */
function processorOf(machineName: string, block: StateBlock): ItemProcessor | null {
  const label = machineName.replace(/^.*\//, '');
  for (const [name, state] of Object.entries(block.States)) {
    if (state.Type === 'Map' && isDistributed(state) && mapLabelOf(name, state) === label) return state.ItemProcessor;
  }
  return null;
}
