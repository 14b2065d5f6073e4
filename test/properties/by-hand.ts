import { DescribeNodegroupCommand, UntagResourceCommand, UpdateNodegroupConfigCommand } from '@aws-sdk/client-eks';
import { nodeGroupLabel } from '../../sandbox/aws/eks/node-object.ts';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import type { Deployment, Node, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { StatusError } from '../../sandbox/kubernetes/status-error.ts';
import { recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { sizeInWords } from '../../src/domain/node-group-record.ts';
import { recordedPoliciesAnnotation } from '../../src/domain/recorded-on-webhooks.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupSize } from '../../src/domain/recorded-state.ts';
import type { Expected } from './expected.ts';
import type { ByHand, Loss, NodeGroupName } from './history.ts';
import { autoscaler, guard } from './small-world.ts';
import type { Stage } from './stage.ts';
import { configurations, copies, inReplicas, loseItems, nodes, type Thing, thingOf } from './things.ts';

const person = { name: 'anna', groups: ['system:masters', 'system:authenticated'] };

/** What persons have done that is not a value of a thing. */
export interface PersonsNodes {
  readonly cordoned: Set<string>;
}

/** Does what a person does, and tells the model. */
export async function doByHand(stage: Stage, expected: Expected, persons: PersonsNodes, step: ByHand): Promise<void> {
  const before = await copies(stage);
  switch (step.do) {
    case 'resize': {
      await resize(stage, step.group, step.size);
      expected.change(step.group, sizeInWords(step.size), before[step.group]);
      return;
    }
    case 'edit webhook': {
      editWebhook(stage, step.failurePolicy);
      expected.change('webhook', step.failurePolicy, before.webhook);
      return;
    }
    case 'scale autoscaler': {
      editDeployment(stage, ({ spec }) => {
        spec.replicas = step.replicas;
      });
      expected.change('autoscaler', inReplicas(step.replicas), before.autoscaler);
      return;
    }
    case 'cordon':
    case 'uncordon':
      cordon(stage, persons, step.do === 'cordon');
  }
}

/** Takes one copy away, unless it is the last one of something outstanding. */
export async function lose(stage: Stage, step: Loss): Promise<void> {
  const before = await copies(stage);
  const isSpare = (thing: Thing) => before[thing].table === null || before[thing].mark !== null;
  if (step.do === 'lose table') {
    await loseItems(stage, (sk) => {
      const thing = thingOf(sk);
      return thing === null || isSpare(thing);
    });
  } else if (step.do === 'lose record') {
    if (isSpare(step.of)) await loseItems(stage, (sk) => thingOf(sk) === step.of);
  } else if (before[step.of].table !== null) {
    await loseMark(stage, step.of);
  }
}

async function loseMark(stage: Stage, thing: Thing): Promise<void> {
  switch (thing) {
    case 'apps':
    case 'batch': {
      const resourceArn = await arnOf(stage, thing);
      await stage.clock.during(stage.eks.send(new UntagResourceCommand({ resourceArn, tagKeys: [recordedSizeTag] })));
      return;
    }
    case 'autoscaler':
      editDeployment(stage, ({ metadata }) => {
        metadata.annotations = without(metadata.annotations, recordedReplicasAnnotation);
      });
      return;
    case 'webhook':
      stage.kubernetes.api.edit<WebhookConfiguration>(person, configurations, undefined, 'policy', ({ metadata }) => {
        metadata.annotations = without(metadata.annotations, recordedPoliciesAnnotation);
      });
  }
}

function without(annotations: Record<string, string> = {}, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== key));
}

/** A person who meets an update under way tries again a little later. */
async function resize(
  { clock, eks, cluster }: Stage,
  nodegroupName: NodeGroupName,
  size: NodeGroupSize,
): Promise<void> {
  const command = new UpdateNodegroupConfigCommand({ clusterName: cluster, nodegroupName, scalingConfig: { ...size } });
  for (let attempt = 0; ; attempt += 1) {
    try {
      await clock.during(eks.send(command));
      return;
    } catch (error) {
      if (attempt === 5 || !(error instanceof Error) || error.name !== 'ResourceInUseException') throw error;
    }
    await letPass(clock, 60_000);
  }
}

async function arnOf({ clock, eks, cluster }: Stage, nodegroupName: string): Promise<string | undefined> {
  const command = new DescribeNodegroupCommand({ clusterName: cluster, nodegroupName });
  return (await clock.during(eks.send(command))).nodegroup?.nodegroupArn;
}

function editWebhook({ kubernetes }: Stage, failurePolicy: 'Fail' | 'Ignore'): void {
  kubernetes.api.edit<WebhookConfiguration>(person, configurations, undefined, 'policy', ({ webhooks = [] }) => {
    for (const webhook of webhooks) if (webhook.name === guard) webhook.failurePolicy = failurePolicy;
  });
}

function editDeployment({ kubernetes }: Stage, change: (deployment: Deployment) => void): void {
  kubernetes.api.edit<Deployment>(person, 'deployments.apps', autoscaler.namespace, autoscaler.name, change);
}

/** The first node of `batch`; the nodes of `apps` stay open, so that there is somewhere to run. */
function cordon(stage: Stage, { cordoned }: PersonsNodes, isCordon: boolean): void {
  const node = nodes(stage).find(({ metadata }) => metadata.labels?.[nodeGroupLabel] === 'batch');
  if (!node || Boolean(node.spec?.unschedulable) === isCordon) return;
  const { name } = node.metadata;
  try {
    stage.kubernetes.api.edit<Node>(person, 'nodes', undefined, name, (live) => {
      live.spec = { ...live.spec, unschedulable: isCordon };
    });
  } catch (error) {
    // Where a webhook that fails closed has lost its backend, not even a person can.
    if (error instanceof StatusError) return;
    throw error;
  }
  if (isCordon) cordoned.add(name);
  else cordoned.delete(name);
}
