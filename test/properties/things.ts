import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Deployment, Node, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { decodeReplicas, recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { sizeInWords } from '../../src/domain/node-group-record.ts';
import { decodePolicies, recordedPoliciesAnnotation } from '../../src/domain/recorded-on-webhooks.ts';
import { decodeSize, recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupSize } from '../../src/domain/recorded-state.ts';
import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import { autoscaler, guard } from './small-world.ts';
import type { Stage } from './stage.ts';

/** What a stop changes and a start brings back. */
export type Thing = 'apps' | 'batch' | 'autoscaler' | 'webhook';
export const things: readonly Thing[] = ['apps', 'batch', 'autoscaler', 'webhook'];

/** Values in words: `min 1, max 2, desired 1`, `2 replicas`, `Fail`. */
export type Values = Readonly<Record<Thing, string>>;

/** The two copies of what is outstanding; null for one that is not there or says `restored`. */
export type Copies = Readonly<Record<Thing, { readonly table: string | null; readonly mark: string | null }>>;

export const configurations = 'validatingwebhookconfigurations.admissionregistration.k8s.io';

type Item = Record<string, unknown> & { readonly pk: string; readonly sk: string };

const recordOf: Readonly<Record<Thing, string>> = {
  apps: 'NODEGROUP#apps',
  batch: 'NODEGROUP#batch',
  autoscaler: `AUTOSCALER#${autoscaler.namespace}/${autoscaler.name}`,
  webhook: `WEBHOOK#V#policy#${guard}`,
};

export function inReplicas(replicas: number): string {
  return `${replicas} replicas`;
}

/** As it stands, seen from outside. */
export function liveValues(stage: Stage): Values {
  const policy = webhooks(stage).webhooks?.find(({ name }) => name === guard)?.failurePolicy ?? 'Fail';
  return {
    apps: sizeInWords(nodeGroup(stage, 'apps')),
    batch: sizeInWords(nodeGroup(stage, 'batch')),
    autoscaler: inReplicas(deployment(stage).spec.replicas ?? 1),
    webhook: policy,
  };
}

export async function copies(stage: Stage): Promise<Copies> {
  const items = await tableItems(stage);
  const recorded = (thing: Thing) => items.find(({ sk, phase }) => sk === recordOf[thing] && phase === 'recorded');
  const sizes = (thing: 'apps' | 'batch') => {
    const record = recorded(thing);
    const tag = decodeSize(nodeGroup(stage, thing).tags[recordedSizeTag]);
    return {
      table: record ? sizeInWords(record as unknown as NodeGroupSize) : null,
      mark: tag ? sizeInWords(tag) : null,
    };
  };
  const replicas = decodeReplicas(deployment(stage).metadata.annotations?.[recordedReplicasAnnotation]);
  const policies = decodePolicies(webhooks(stage).metadata.annotations?.[recordedPoliciesAnnotation]).policies;
  return {
    apps: sizes('apps'),
    batch: sizes('batch'),
    autoscaler: {
      table: recorded('autoscaler') ? inReplicas(Number(recorded('autoscaler')?.replicas)) : null,
      mark: replicas === null ? null : inReplicas(replicas),
    },
    webhook: {
      table: (recorded('webhook')?.failurePolicy as string | undefined) ?? null,
      mark: policies[guard] ?? null,
    },
  };
}

export async function tableItems({ clock, table, tableName }: Stage): Promise<Item[]> {
  const { Items = [] } = await clock.during(
    table.send(new ScanCommand({ TableName: tableName, ConsistentRead: true })),
  );
  return Items as Item[];
}

/** All that a run changes, but for its own journal. Nodes come and go by themselves for a while after it. */
export async function changeable(stage: Stage): Promise<string> {
  const items = (await tableItems(stage)).filter(({ sk }) => !sk.startsWith('RUN#'));
  return JSON.stringify({
    live: liveValues(stage),
    items: items.sort((one, other) => (one.sk < other.sk ? -1 : 1)),
    marks: stage.marks(),
  });
}

/** The same with the nodes: what nothing may change. */
export async function everything(stage: Stage): Promise<string> {
  const open = nodes(stage).map(({ metadata, spec }) => [metadata.name, spec?.unschedulable ?? false]);
  return `${await changeable(stage)} ${JSON.stringify(open)}`;
}

/** Takes these items out of the table; those that `keep` names stay. */
export async function loseItems(stage: Stage, isLost: (sk: string) => boolean): Promise<void> {
  const { clock, table, tableName } = stage;
  for (const { pk, sk } of await tableItems(stage)) {
    if (!isLost(sk)) continue;
    await clock.during(table.send(new DeleteCommand({ TableName: tableName, Key: { pk, sk } })));
  }
}

/** Whose record an item of the table is; null for a lock, a run, another webhook. */
export function thingOf(sk: string): Thing | null {
  return things.find((thing) => recordOf[thing] === sk) ?? null;
}

export function nodes({ kubernetes }: Stage): readonly Node[] {
  return kubernetes.api.list('nodes') as readonly Node[];
}

export function cordonedByUs(stage: Stage): string[] {
  return nodes(stage)
    .filter(({ metadata }) => metadata.annotations?.[cordonedByAnnotation] !== undefined)
    .map(({ metadata }) => metadata.name);
}

function nodeGroup({ kubernetes }: Stage, name: string) {
  const group = kubernetes.eks.snapshot().find((one) => one.name === name);
  if (!group) throw new Error(`There is no node group ${name}.`);
  return group;
}

function deployment({ kubernetes }: Stage): Deployment {
  return kubernetes.api.get('deployments.apps', autoscaler.namespace, autoscaler.name) as Deployment;
}

function webhooks({ kubernetes }: Stage): WebhookConfiguration {
  return kubernetes.api.get(configurations, undefined, 'policy') as WebhookConfiguration;
}
