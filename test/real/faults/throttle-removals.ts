import { ClusterClient } from '../../../sandbox/control-plane/cluster-client.ts';
import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import { eventually } from '../../eventually.ts';

const flowControl = '/apis/flowcontrol.apiserver.k8s.io/v1';

/** One removal at a time is heard of all that this user asks for; the others are turned away. */
export async function throttleRemovals({ client, url, caPem }: ControlPlane, user: string): Promise<void> {
  const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
  await client.mustSend('POST', `${flowControl}/prioritylevelconfigurations`, {
    apiVersion,
    kind: 'PriorityLevelConfiguration',
    metadata: { name: user },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: 0,
        lendablePercent: 0,
        borrowingLimitPercent: 0,
        limitResponse: { type: 'Reject' },
      },
    },
  });
  const removals = { apiGroups: [''], resources: ['pods', 'pods/eviction'], verbs: ['create', 'delete'] };
  await client.mustSend('POST', `${flowControl}/flowschemas`, {
    apiVersion,
    kind: 'FlowSchema',
    metadata: { name: user },
    spec: {
      priorityLevelConfiguration: { name: user },
      matchingPrecedence: 50,
      rules: [
        { subjects: [{ kind: 'User', user: { name: user } }], resourceRules: [{ ...removals, namespaces: ['*'] }] },
      ],
    },
  });
  // The API server learns of it a moment later than we do.
  const asUser = new ClusterClient({ url, caPem, token: user });
  const remove = () => asUser.send('DELETE', `/api/v1/namespaces/${user}/pods/none`);
  await eventually(
    () => Promise.all(Array.from({ length: 20 }, remove)),
    (answers) => answers.some(({ statusCode }) => statusCode === 429),
  );
  await asUser.close();
}
