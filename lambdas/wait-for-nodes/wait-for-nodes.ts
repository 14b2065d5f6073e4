import type { NodeGroup } from '../../src/aws/ports.ts';
import { BootstrapError } from '../../src/domain/errors.ts';
import { few } from '../../src/domain/few.ts';
import type { Node, Pod, Workload } from '../../src/domain/kubernetes-objects.ts';
import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';
import { networkDaemonSets, networkTrouble } from '../../src/domain/node-network.ts';
import { nodeReadiness } from '../../src/domain/node-readiness.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import type { Phase, PhaseContext } from '../phase.ts';

/** How far one node group has come. */
interface GroupProgress {
  readonly group: NodeGroup;
  readonly ready: number;
  /** Each node that has registered and cannot take pods yet, with the reason. */
  readonly notReady: readonly string[];
}

/** A node takes half a minute to come up: looking more often tells nothing new, more seldom wastes the morning. */
const shortestWaitSeconds = 5;

/**
 * Waits until every node that EKS was asked for can take pods: Ready, allocatable, free of startup taints, with its network
 * running. Short of nodes at the deadline, the run goes on with a warning if there are at least `minNodes`.
 *
 * @throws {BootstrapError} at the deadline with fewer, with what EKS says about it.
 */
export const waitForNodes: Phase = async (context) => {
  const { run, cluster, notes } = context;
  const groups = await context.nodeGroups.list();
  const targets = groups.filter(({ name }) => isTargetNodeGroup(run, name));
  const expected = sum(targets.map(({ desiredSize }) => desiredSize));
  if (expected === 0 || run.dryRun) return { status: 'done', summary: { expected, ready: 0 } };
  const [nodes, pods, workloads] = await Promise.all([
    cluster.listNodes(),
    cluster.listPods({ namespace: 'kube-system' }),
    cluster.listWorkloads(),
  ]);
  const network = networkDaemonSets(workloads);
  const progress = groups.map((group) => progressOf(group, nodes, network, pods));
  notes.fact(
    'nodes',
    progress.map(({ group, ready }) => ({ nodeGroup: group.name, desired: group.desiredSize, ready })),
  );
  return answer(context, {
    expected,
    targets: progress.filter(({ group }) => targets.includes(group)),
    readyOverall: sum(progress.map(({ ready }) => ready)),
  });
};

function progressOf(
  group: NodeGroup,
  nodes: readonly Node[],
  network: readonly Workload[],
  pods: readonly Pod[],
): GroupProgress {
  const own = nodes.filter(({ nodeGroup }) => nodeGroup === group.name);
  const notReady = own.flatMap((node) => {
    const readiness = nodeReadiness(node, group.taints, cordonedByAnnotation in node.annotations);
    const trouble = readiness.ready ? networkTrouble(node, network, pods) : readiness.reason;
    return trouble === null ? [] : [`${node.name}: ${trouble}`];
  });
  return { group, ready: own.length - notReady.length, notReady };
}

interface Progress {
  readonly expected: number;
  readonly targets: readonly GroupProgress[];
  /** Over all managed node groups, also those that this run does not touch: that is what `minNodes` counts. */
  readonly readyOverall: number;
}

function answer(context: PhaseContext, { expected, targets, readyOverall }: Progress): PhaseAnswer {
  const { run, notes, now, loopStartedAt } = context;
  const ready = sum(targets.map((target) => target.ready));
  const summary = { expected, ready };
  const short = targets.filter((target) => target.ready < target.group.desiredSize);
  if (short.length === 0) return { status: 'done', summary };
  const missing = few(short.map(inWords)).join('; ');
  const timeoutSeconds = run.settings.timeouts.waitForNodes;
  const deadline = deadlineOf(loopStartedAt, timeoutSeconds);
  if (now() < deadline) {
    const waitSeconds = Math.max(nextLook(loopStartedAt, now(), deadline), shortestWaitSeconds);
    return { status: 'pending', waitSeconds, reason: `nodes missing: ${missing}`, summary };
  }
  const problem = `After ${timeoutSeconds} s, ${ready} of ${expected} nodes are ready: ${missing}.${healthOf(short)}`;
  if (ready >= 1 && readyOverall >= run.minNodes) {
    notes.warn(`${problem} The run goes on, because minNodes is ${run.minNodes}.`);
    return { status: 'done', summary };
  }
  throw new BootstrapError(
    `${problem} At least ${Math.max(run.minNodes, 1)} are needed.`,
    'Remove the cause in EC2 or EKS, and redrive the run: the node groups keep trying.',
  );
}

function inWords({ group, ready, notReady }: GroupProgress): string {
  const unregistered = group.desiredSize - ready - notReady.length;
  const reasons = [...notReady.slice(0, 3), ...(unregistered > 0 ? [`${unregistered} not registered`] : [])];
  return `${group.name} has ${ready} of ${group.desiredSize} (${reasons.join(', ')})`;
}

/** EKS's own words: they name the instance and the cause. */
function healthOf(short: readonly GroupProgress[]): string {
  const issues = short.flatMap(({ group }) =>
    group.healthIssues.map(({ code, message, resourceIds }) => {
      const where = resourceIds.length > 0 ? ` (${resourceIds.join(', ')})` : '';
      return `${group.name}: ${code}: ${message}${where}`;
    }),
  );
  return issues.length > 0 ? ` EKS reports ${few(issues).join('; ')}.` : '';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
