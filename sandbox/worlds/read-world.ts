import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import type { World, WorldNodeGroup } from '../world.ts';
import { objectSchema, shapeOf } from './object-shapes.ts';
import { plainGround } from './plain-ground.ts';
import { type WorldDocument, worldDocumentSchema } from './world-document.ts';

const largestBytes = 64 * 1024 * 1024;
const nodeGroupLabel = 'eks.amazonaws.com/nodegroup';

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
  const documents = parseDocuments(text, file);
  const worlds = documents.filter(({ value }) => isOfKind(value, 'World'));
  if (worlds.length > 1) {
    throw new ConfigurationError(`${file}: has ${worlds.length} documents of kind World.`, 'Keep one.');
  }
  const document = worlds[0] ? checked(worldDocumentSchema, worlds[0], file) : undefined;
  const objects = documents.filter(({ value }) => !isOfKind(value, 'World')).flatMap((part) => objectsOf(part, file));
  return completed(document, objects, file);
}

interface Part {
  readonly value: unknown;
  /** `document 3 (line 40)` */
  readonly place: string;
}

function readText(file: string): string {
  try {
    if (statSync(file).size > largestBytes) {
      throw new ConfigurationError(
        `${file}: is larger than 64 MB.`,
        'Leave out what the night does not need (Events, Secrets).',
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(
      `World file ${file}: cannot be read (${reason}).`,
      'Give the path of a YAML file with --world.',
    );
  }
}

function parseDocuments(text: string, file: string): Part[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const documents = 'empty' in parsed ? [] : parsed;
  return documents.flatMap((document, index) => {
    const [problem] = document.errors;
    if (problem) {
      const at = lines.linePos(problem.pos[0]);
      throw new ConfigurationError(
        `${file}:${at.line}:${at.col}: is not YAML: ${problem.message.split('\n')[0]}.`,
        'Mend the file at that place.',
      );
    }
    const place = `document ${index + 1} (line ${lines.linePos(document.contents?.range?.[0] ?? document.range[0]).line})`;
    const value = toPlain(document, file, place);
    return value === null || value === undefined ? [] : [{ value, place }];
  });
}

function toPlain(
  document: { toJS(options: { maxAliasCount: number }): unknown },
  file: string,
  place: string,
): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(
      `${file}: ${place}: cannot be read (${reason}).`,
      'Write the document without so many aliases.',
    );
  }
}

function isOfKind(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

function objectsOf(part: Part, file: string): KubeObject[] {
  const { value } = part;
  if (
    typeof value === 'object' &&
    value !== null &&
    'items' in value &&
    'kind' in value &&
    String(value.kind).endsWith('List')
  ) {
    const items = Array.isArray(value.items) ? value.items : [];
    return items.flatMap((item, index) => objectsOf({ value: item, place: `${part.place}, items[${index}]` }, file));
  }
  return [checkedObject(part, file)];
}

function checkedObject(part: Part, file: string): KubeObject {
  const object = checked(objectSchema, part, file);
  const shape = shapeOf(object);
  const { name, namespace } = object.metadata;
  const who = `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
  if (shape) checked(shape, { ...part, place: `${part.place}, ${who}` }, file);
  return object as KubeObject;
}

function checked<T>(schema: z.ZodType<T>, { value, place }: Part, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(the document)'}: ${issue.message}`);
  throw new ConfigurationError(
    `${file}: ${place}: ${problems.join('; ')}.`,
    'A world holds Kubernetes objects as `kubectl get -o yaml` prints them, and one document of kind World.',
  );
}

function completed(document: WorldDocument | undefined, objects: KubeObject[], file: string): World {
  const name = document?.cluster?.name ?? clusterNameFrom(file);
  const cluster = { name, version: document?.cluster?.version ?? '1.33', tags: document?.cluster?.tags ?? {} };
  const fromLabels = nodeGroupsFromLabels(objects);
  const nodeGroups = (document?.nodeGroups as WorldNodeGroup[] | undefined) ?? fromLabels;
  if (nodeGroups.length > 0) return { cluster, nodeGroups, objects, notes: [] };
  if (objects.some(({ kind }) => kind === 'Node')) {
    return {
      cluster,
      nodeGroups,
      objects,
      notes: [`No node carries the label ${nodeGroupLabel}: there is nothing to scale.`],
    };
  }
  const ground = plainGround(objects);
  return {
    cluster,
    nodeGroups: ground.nodeGroups,
    objects: ground.objects,
    notes: [
      'The file names no node group and no node: a plain cluster of two nodes with CoreDNS, kube-proxy and the VPC CNI was put under it.',
    ],
  };
}

function nodeGroupsFromLabels(objects: readonly KubeObject[]): WorldNodeGroup[] {
  const counts = new Map<string, { count: number; instanceType: string }>();
  for (const { kind, metadata } of objects) {
    const group = kind === 'Node' ? metadata.labels?.[nodeGroupLabel] : undefined;
    if (!group) continue;
    const instanceType = metadata.labels?.['node.kubernetes.io/instance-type'] ?? 'm6i.large';
    counts.set(group, { count: (counts.get(group)?.count ?? 0) + 1, instanceType });
  }
  return [...counts].map(([name, { count, instanceType }]) => ({
    name,
    minSize: count,
    maxSize: count,
    desiredSize: count,
    instanceTypes: [instanceType],
    labels: {},
    taints: [],
    launchSeconds: 35,
    bootSeconds: 30,
    terminateSeconds: 40,
  }));
}

function clusterNameFrom(file: string): string {
  const name = basename(file, extname(file))
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return name.slice(0, 100) || 'world';
}
