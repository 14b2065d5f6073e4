import { STSClient } from '@aws-sdk/client-sts';
import type { Pod, PodDisruptionBudget } from '../../sandbox/kubernetes/objects.ts';
import { credentials, place } from '../../sandbox/start-sandbox.ts';
import { assumeRole } from '../../src/aws/assume-role.ts';
import { eksToken } from '../../src/aws/eks-token.ts';
import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import { benchLabel, type ClusterSize } from './bench-world.ts';
import { busyCores } from './busy-cores.ts';
import type { Fired, Firing } from './fire-plan.ts';
import { ownProcess } from './own-process.ts';
import { type Order, type PerfectPlan, perfectPlan } from './perfect-plan.ts';
import { type RealSandbox, startBenchCluster } from './start-bench-cluster.ts';
import { auditedSince, auditLength, type Firepower, type Turn } from './turn.ts';

/** The requests of a perfect plan, known before the clock starts, sent by the same user as ours, until the last pod is gone. */
export async function floorTurn(size: ClusterSize, firepower: Firepower): Promise<Turn> {
  const { order, concurrency } = firepower;
  const sandbox = await startBenchCluster(size);
  const own = ownProcess('fire-plan.ts');
  try {
    const { url, caPem, controlPlane } = sandbox.kubernetes;
    const nodes = (await controlPlane.client.list('/api/v1/nodes')).items.map(({ metadata }) => metadata.name);
    const plan = await planFor(sandbox, order);
    const token = await ourToken(sandbox);
    const cordon = { metadata: { annotations: { [cordonedByAnnotation]: 'floor' } }, spec: { unschedulable: true } };
    const firing: Firing = { url, caPem, token, concurrency, nodes, cordon, plan };
    const linesBefore = auditLength(sandbox);
    const busyCoresBefore = await busyCores();
    const { seconds, sentSeconds, stragglers } = await own.ask<Fired>(firing);
    return {
      contestant: order === 'deletes' ? 'deletes' : 'floor',
      how: `${order}, ${concurrency} in flight, all sent after ${sentSeconds.toFixed(1)} s, ${stragglers} stragglers`,
      firepower,
      seconds,
      pods: size.deployments * size.replicas,
      ...auditedSince(sandbox, linesBefore),
      ...own.usage,
      busyCoresBefore,
    };
  } finally {
    own.end();
    await sandbox.close();
  }
}

async function planFor({ kubernetes }: RealSandbox, order: Order): Promise<PerfectPlan> {
  const { client } = kubernetes.controlPlane;
  const pods = (await client.list('/api/v1/pods')).items as Pod[];
  const budgets = (await client.list('/apis/policy/v1/poddisruptionbudgets')).items as PodDisruptionBudget[];
  return perfectPlan(
    pods
      .filter(({ metadata }) => metadata.labels?.[benchLabel])
      .map(({ metadata: { namespace = '', name, uid = '', labels } }) => ({
        namespace,
        name,
        uid,
        app: labels?.app ?? '',
      })),
    // A budget of this world has the name of its app.
    budgets.map(({ metadata: { namespace = '', name }, status }) => ({
      namespace,
      app: name,
      disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    })),
    order,
  );
}

/** Of the role that the phases assume, in the group of its access entry: priority and fairness treat both alike. */
async function ourToken({ awsUrl, cluster }: RealSandbox): Promise<string> {
  const sts = new STSClient({ region: place.region, endpoint: awsUrl, credentials });
  const role = { arn: `arn:aws:iam::${place.account}:role/eks-scheduler-access`, sessionName: 'floor' };
  const now = () => new Date();
  return eksToken({ name: cluster, region: place.region }, assumeRole(sts, role, now), now)();
}
