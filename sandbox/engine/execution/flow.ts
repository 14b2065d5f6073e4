import type { StateBlock } from '../definition/definition.ts';
import type { Json, JsonObject } from '../json.ts';
import type { MapRun } from './map-run.ts';
import { Scope } from './scope.ts';

/**
 * One way through a block of states: of a machine, a branch, an iteration. It holds all that a redrive needs to go on: where it
 * stands, with which input and variables, and the flows inside the state where it stands, of which those that are done keep their
 * output.
 */
export class Flow {
  readonly block: StateBlock;
  readonly scope: Scope;
  /** Of the iteration that the flow is in, if any: `$states.context.Map.Item`. */
  readonly mapItem: JsonObject | null;
  /** Null before the start and after the end. */
  position: Position | null = null;
  output: Json = null;
  isDone = false;
  /** What the next event follows. */
  lastEventId: number;

  constructor(block: StateBlock, options: { outer?: Scope; mapItem?: JsonObject | null; lastEventId: number }) {
    this.block = block;
    this.scope = new Scope(options.outer ?? null);
    this.mapItem = options.mapItem ?? null;
    this.lastEventId = options.lastEventId;
  }

  get isOpen(): boolean {
    return this.position !== null;
  }

  begin(input: Json): void {
    this.position = { stateName: this.block.StartAt, input, entered: null };
  }

  moveTo(next: string | null, output: Json): void {
    this.output = output;
    this.isDone = next === null;
    this.position = next === null ? null : { stateName: next, input: output, entered: null };
  }

  /** What follows next follows the redrive: here, and in what is open inside. */
  continueAfter(eventId: number): void {
    this.lastEventId = eventId;
    for (const flow of this.position?.entered?.inner?.flows ?? []) {
      if (flow?.isOpen) flow.continueAfter(eventId);
    }
  }
}

export interface Position {
  readonly stateName: string;
  readonly input: Json;
  entered: Entered | null;
}

export interface Entered {
  readonly eventId: number;
  readonly at: number;
  /** What a Parallel or a Map has inside, once it has begun. */
  inner: Inner | null;
}

export interface Inner {
  /** Branches or iterations; null for an iteration that has not begun. Empty in a distributed Map. */
  readonly flows: (Flow | null)[];
  /** The items of a Map, as `$states.context.Map.Item` shows them. */
  readonly items: readonly JsonObject[];
  readonly mapRun: MapRun | null;
}
