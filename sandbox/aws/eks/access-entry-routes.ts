import { asJson, type RestCall, type RestRoute } from '../rest-json-protocol.ts';
import type { AccessEntry } from './access-entries.ts';
import { assertCluster } from './assert-cluster.ts';
import type { EksState } from './descriptions.ts';
import { listPage } from './list-page.ts';

/** EKS' operations on the access entries of a cluster. */
export function accessEntryRoutes(state: EksState): RestRoute[] {
  const { cluster, entries } = state;
  const base = '/clusters/{name}/access-entries';
  const answer = (entry: AccessEntry) => asJson({ accessEntry: describeEntry(cluster.name, entry) });
  const here = (run: RestRoute['run']): RestRoute['run'] => {
    return (call) => {
      assertCluster(state, call.path.name);
      return run(call);
    };
  };
  return [
    {
      operation: 'ListAccessEntries',
      route: `GET ${base}`,
      run: here(({ query }) => {
        const principals = entries.all.map(({ principalArn }) => principalArn);
        return asJson(listPage('accessEntries', principals, query));
      }),
    },
    {
      operation: 'CreateAccessEntry',
      route: `POST ${base}`,
      run: here(({ body }) => {
        const { principalArn, username } = body;
        const kubernetesGroups = groupsIn(body) ?? [];
        const named = typeof username === 'string' ? { username } : {};
        return answer(entries.create({ principalArn: String(principalArn), kubernetesGroups, ...named }));
      }),
    },
    {
      operation: 'DescribeAccessEntry',
      route: `GET ${base}/{principalArn}`,
      run: here(({ path }) => answer(entries.at(path.principalArn))),
    },
    {
      operation: 'UpdateAccessEntry',
      route: `POST ${base}/{principalArn}`,
      run: here(({ path, body }) => {
        const groups = groupsIn(body) ?? entries.at(path.principalArn).kubernetesGroups;
        return answer(entries.update(path.principalArn, groups));
      }),
    },
    {
      operation: 'DeleteAccessEntry',
      route: `DELETE ${base}/{principalArn}`,
      run: here(({ path }) => {
        entries.remove(path.principalArn);
        return asJson({});
      }),
    },
  ];
}

function groupsIn({ kubernetesGroups }: RestCall['body']): readonly string[] | undefined {
  return Array.isArray(kubernetesGroups) ? kubernetesGroups.map(String) : undefined;
}

function describeEntry(clusterName: string, { principalArn, kubernetesGroups, username }: AccessEntry) {
  return {
    clusterName,
    principalArn,
    kubernetesGroups,
    username: username ?? principalArn,
    type: 'STANDARD',
    tags: {},
  };
}
