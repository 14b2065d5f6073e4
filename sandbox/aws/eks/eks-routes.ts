import { ServiceError } from '../../service-error.ts';
import { asJson, type RestCall, type RestRoute } from '../rest-json-protocol.ts';
import { accessEntryRoutes } from './access-entry-routes.ts';
import { assertCluster, notFound } from './assert-cluster.ts';
import { describeCluster, describeNodegroup, type EksState } from './descriptions.ts';
import { listPage } from './list-page.ts';
import type { NodeGroup, ScalingConfig, Update } from './node-group.ts';

/** The operations of EKS that the sandbox knows. */
export function eksRoutes(state: EksState): RestRoute[] {
  return [
    ...clusterRoutes(state),
    ...accessEntryRoutes(state),
    ...nodegroupRoutes(state),
    ...updateRoutes(state),
    ...tagRoutes(state),
  ];
}

function clusterRoutes(state: EksState): RestRoute[] {
  const { cluster } = state;
  return [
    {
      operation: 'ListClusters',
      route: 'GET /clusters',
      run: ({ query }) => asJson(listPage('clusters', [cluster.name], query)),
    },
    {
      operation: 'DescribeCluster',
      route: 'GET /clusters/{name}',
      run: ({ path }) => {
        assertCluster(state, path.name);
        return asJson({ cluster: describeCluster(state) });
      },
    },
  ];
}

function nodegroupRoutes(state: EksState): RestRoute[] {
  return [
    {
      operation: 'ListNodegroups',
      route: 'GET /clusters/{name}/node-groups',
      run: ({ path, query }) => {
        assertCluster(state, path.name);
        return asJson(listPage('nodegroups', [...state.groups.keys()], query));
      },
    },
    {
      operation: 'DescribeNodegroup',
      route: 'GET /clusters/{name}/node-groups/{nodegroupName}',
      run: ({ path }) => asJson({ nodegroup: describeNodegroup(state, groupAt(state, path)) }),
    },
    {
      operation: 'UpdateNodegroupConfig',
      route: 'POST /clusters/{name}/node-groups/{nodegroupName}/update-config',
      run: ({ path, body }) => {
        const group = groupAt(state, path);
        const { scalingConfig = {}, clientRequestToken, ...others } = body;
        const [unknown] = Object.keys(others);
        if (unknown)
          throw new ServiceError(
            'NotImplemented',
            `The sandbox does not implement ${unknown} of UpdateNodegroupConfig.`,
            501,
          );
        const token = typeof clientRequestToken === 'string' ? clientRequestToken : undefined;
        return asJson({ update: group.update(scalingConfig as Partial<ScalingConfig>, token) });
      },
    },
  ];
}

function updateRoutes(state: EksState): RestRoute[] {
  /** Updates of the cluster itself do not happen here. */
  const updatesFor = (path: RestCall['path'], query: URLSearchParams): ReadonlyMap<string, Update> => {
    assertCluster(state, path.name);
    const nodegroupName = query.get('nodegroupName');
    return nodegroupName ? groupAt(state, { ...path, nodegroupName }).updates : new Map();
  };
  return [
    {
      operation: 'ListUpdates',
      route: 'GET /clusters/{name}/updates',
      // Sorted by id, which is random: EKS promises no order.
      run: ({ path, query }) => asJson(listPage('updateIds', [...updatesFor(path, query).keys()].sort(), query)),
    },
    {
      operation: 'DescribeUpdate',
      route: 'GET /clusters/{name}/updates/{updateId}',
      run: ({ path, query }) => {
        const update = updatesFor(path, query).get(path.updateId ?? '');
        if (!update) throw notFound(`No update found for ID: ${path.updateId}`);
        return asJson({ update });
      },
    },
  ];
}

function tagRoutes({ tags }: EksState): RestRoute[] {
  const route = (method: string) => `${method} /tags/{resourceArn}`;
  return [
    {
      operation: 'ListTagsForResource',
      route: route('GET'),
      run: ({ path }) => asJson({ tags: tags.of(path.resourceArn ?? '') }),
    },
    {
      operation: 'TagResource',
      route: route('POST'),
      run: ({ path, body }) => {
        tags.set(path.resourceArn ?? '', { ...(body.tags as Record<string, unknown> | undefined) });
        return asJson({});
      },
    },
    {
      operation: 'UntagResource',
      route: route('DELETE'),
      run: ({ path, query }) => {
        tags.remove(path.resourceArn ?? '', query.getAll('tagKeys'));
        return asJson({});
      },
    },
  ];
}

function groupAt(state: EksState, path: RestCall['path']): NodeGroup {
  assertCluster(state, path.name);
  const group = state.groups.get(path.nodegroupName ?? '');
  if (!group) throw notFound(`No node group found for name: ${path.nodegroupName}.`);
  return group;
}
