import type { ClusterDescription, NodeGroup } from '../../src/aws/ports.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import {
  type CallLists,
  type ListedKind,
  listObjects,
  nightKinds,
  type PlainObject,
} from '../../src/kubernetes/list-objects.ts';
import { chooseObjects } from './choose-objects.ts';
import { keepObject } from './keep-object.ts';
import { markNeverReady } from './mark-never-ready.ts';
import { snapshotNotes } from './snapshot-notes.ts';
import { takePodsAsTheyRun } from './take-pods-as-they-run.ts';
import { Tally } from './tally.ts';
import { worldText } from './world-text.ts';

/** Where a cluster is read from. */
export interface SnapshotSource {
  readonly cluster: ClusterDescription;
  readonly nodeGroups: readonly NodeGroup[];
  readonly call: CallLists;
  /** About the way to it. */
  readonly notes: readonly string[];
}

export interface Snapshot {
  /** The world file. */
  readonly text: string;
  readonly nodeGroups: number;
  /** Objects in the file by kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** What was read and is not in the file. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Kinds that the caller may not list; a night goes without them. */
  readonly notAllowed: readonly string[];
  /** What a rehearsal of it will do differently from the cluster. */
  readonly notes: readonly string[];
}

/**
 * Reads what a night depends on from a cluster and makes a world of it. It only lists, page by page.
 *
 * @throws {AccessDeniedError} where the caller may not list what the phases list.
 */
export async function takeSnapshot(source: SnapshotSource): Promise<Snapshot> {
  const { cluster, nodeGroups, call } = source;
  const tally = new Tally();
  const lists = await allOf(nightKinds.map((kind) => readKind(call, kind, tally)));
  const notAllowed = nightKinds.filter((_, index) => lists[index] === null).map(({ resource }) => resource);
  const read = lists.flatMap((list) => list ?? []);
  const asTheyRun = takePodsAsTheyRun(read);
  const { objects, marked } = markNeverReady(asTheyRun.objects);
  const chosen = chooseObjects(objects, tally);
  return {
    text: worldText({ cluster, nodeGroups, objects: chosen }),
    nodeGroups: nodeGroups.length,
    objects: countByKind(chosen),
    leftOut: tally.counts(),
    notAllowed,
    notes: [
      ...source.notes,
      ...snapshotNotes({ cluster, nodeGroups, objects: chosen, neverReady: marked, asTheyRun: asTheyRun.changed }),
    ],
  };
}

/** Waits for all of them also where one fails: nothing is under way any more when the command ends. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Null where it is something that a night can do without, and the caller may not list it. */
async function readKind(call: CallLists, kind: ListedKind, tally: Tally): Promise<PlainObject[] | null> {
  try {
    return await listObjects(call, kind, (object) => keepObject(object, tally));
  } catch (error) {
    if (kind.isOfPhases || !(error instanceof AccessDeniedError)) throw error;
    return null;
  }
}

function countByKind(objects: readonly PlainObject[]): Record<string, number> {
  const groups = Map.groupBy(objects, ({ kind }) => kind);
  return Object.fromEntries([...groups].map(([kind, list]) => [kind, list.length]));
}
