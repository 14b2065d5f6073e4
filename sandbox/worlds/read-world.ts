import { basename, extname } from 'node:path';
import type { z } from 'zod';
import { errorOf, findingsOf, type Path } from '../../src/config/problems.ts';
import { readTextFile } from '../../src/config/read-text-file.ts';
import { shownValue } from '../../src/config/shown-value.ts';
import { yamlDocuments } from '../../src/config/yaml-documents.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { nodeGroupLabel } from '../aws/eks/node-object.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import type { World, WorldNodeGroup } from '../world.ts';
import { nodeGroupsFromLabels } from './node-groups-from-labels.ts';
import { notCovered } from './not-covered.ts';
import { listSchema, objectSchema, shapeOf } from './object-shapes.ts';
import { plainGround } from './plain-ground.ts';
import { type WorldDocument, worldDocumentSchema } from './world-document.ts';

const largestBytes = 64 * 1024 * 1024;

/**
 * Reads a world from a file: several YAML documents or Lists, as `kubectl get -o yaml` prints them, and at most one document of
 * kind World. Without one, the node groups are those that the nodes' labels name; without nodes, a small plain cluster is put
 * under the objects, so that a night can run on them.
 *
 * @throws {ConfigurationError} that names the file, the place and the cure.
 */
export function readWorld(file: string): World {
  return parseWorld(readText(file), file);
}

/** The same for a text; `file` is named in errors, and names the cluster where nothing else does. */
export function parseWorld(text: string, file: string): World {
  const parts = yamlDocuments(text, file).map(({ value, at }): Part => ({ value, at, inside: '' }));
  const [first, second] = parts.filter(({ value }) => isOfKind(value, 'World'));
  if (second) {
    throw new ConfigurationError(`kind: World stands a second time (${second.at(['kind'])}).`, 'Keep one.');
  }
  const document = first ? checked(worldDocumentSchema, first) : undefined;
  const found = parts.filter((part) => part !== first).flatMap(objectsOf);
  if (!document && found.length === 0) {
    throw new ConfigurationError(
      `World file ${file}: holds no Kubernetes object and no document of kind World.`,
      'Write into it what `kubectl get -A -o yaml` prints, and look whether that printed an error instead.',
    );
  }
  assertNoneTwice(found);
  return completed(
    document,
    found.map(({ object }) => object),
    file,
  );
}

/** A document, or what stands at some place in one. */
interface Part {
  readonly value: unknown;
  readonly at: (path: Path) => string;
  /** `items[3]`; empty for a whole document. */
  readonly inside: string;
}

interface Found {
  readonly object: KubeObject;
  readonly where: string;
}

function readText(file: string): string {
  return readTextFile(file, {
    called: 'World file',
    largestBytes,
    cure: 'Give the path of a YAML file with --world.',
  });
}

function isOfKind(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

function isList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && String(value.kind).endsWith('List');
}

function objectsOf(part: Part): Found[] {
  if (!isList(part.value)) return [checkedObject(part)];
  const items = checked(listSchema, part).items ?? [];
  return items.flatMap((value, index) => {
    const at = (path: Path) => part.at(['items', index, ...path]);
    return objectsOf({ value, at, inside: `${part.inside}${part.inside && ', '}items[${index}]` });
  });
}

function checkedObject(part: Part): Found {
  const object = checked(objectSchema, part);
  const shape = shapeOf(object);
  if (shape) checked(shape, { ...part, inside: nameOf(object as KubeObject) });
  return { object: object as KubeObject, where: part.at([]) };
}

function nameOf({ kind, metadata: { name, namespace } }: KubeObject): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

function checked<T>(schema: z.ZodType<T>, { value, at, inside }: Part): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const where = (path: Path) => `${at(path)}${inside && `, ${inside}`}`;
  throw errorOf(findingsOf(result.error.issues, value, schema, where));
}

/** An API server has one of a name; which of two was meant, nobody can say. */
function assertNoneTwice(found: readonly Found[]): void {
  const places = new Map<string, string>();
  for (const { object, where } of found) {
    const identity = `${object.apiVersion.replace(/\/.*/, '')} ${nameOf(object)}`;
    const before = places.get(identity);
    if (before !== undefined) {
      throw new ConfigurationError(
        `metadata.name: ${shownValue(object.metadata.name)} stands twice: ${nameOf(object)} (${before} and ${where}).`,
        'Keep one.',
      );
    }
    places.set(identity, where);
  }
}

function completed(document: WorldDocument | undefined, objects: KubeObject[], file: string): World {
  const name = document?.cluster?.name ?? clusterNameFrom(file);
  const cluster = { name, version: document?.cluster?.version ?? '1.33', tags: document?.cluster?.tags ?? {} };
  const fromLabels = nodeGroupsFromLabels(objects);
  const nodeGroups = (document?.nodeGroups as WorldNodeGroup[] | undefined) ?? fromLabels;
  const notes = notCovered(objects);
  if (nodeGroups.length > 0) return { cluster, nodeGroups, objects, notes };
  if (objects.some(({ kind }) => kind === 'Node')) {
    return {
      cluster,
      nodeGroups,
      objects,
      notes: [`No node carries the label ${nodeGroupLabel}: there is nothing to scale.`, ...notes],
    };
  }
  const ground = plainGround(objects);
  return {
    cluster,
    nodeGroups: ground.nodeGroups,
    objects: ground.objects,
    notes: [
      ...notes,
      'The file names no node group and no node: a plain cluster of two nodes with CoreDNS, kube-proxy and the VPC CNI was put under it.',
    ],
  };
}

function clusterNameFrom(file: string): string {
  const name = basename(file, extname(file))
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return name.slice(0, 100) || 'world';
}
