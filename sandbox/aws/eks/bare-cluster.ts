import type { World } from '../../world.ts';
import { restJsonService } from '../rest-json-protocol.ts';
import type { AwsService } from '../wire.ts';
import { AccessEntries } from './access-entries.ts';
import type { EksState } from './descriptions.ts';
import { eksRoutes } from './eks-routes.ts';
import { Tags } from './tags.ts';

export interface BareClusterOptions extends Pick<EksState, 'clock' | 'account' | 'region' | 'kubernetes'> {
  readonly cluster: World['cluster'];
}

/** A cluster without node groups. It costs nothing, so that there may be hundreds; what it names as its API server is never called. */
export interface BareCluster {
  readonly service: AwsService;
  /** What DescribeCluster says from now on: ACTIVE at first. */
  setStatus(status: string): void;
}

export function bareCluster(options: BareClusterOptions): BareCluster {
  const { account, region, cluster } = options;
  const tags = new Tags();
  const arn = `arn:aws:eks:${region}:${account}:cluster/${cluster.name}`;
  tags.start(arn, cluster.tags);
  const health = { status: 'ACTIVE' };
  const arns = { cluster: arn, groups: new Map() };
  const state: EksState = {
    ...options,
    seed: 1,
    groups: new Map(),
    arns,
    tags,
    entries: new AccessEntries([]),
    health,
  };
  return {
    service: restJsonService('eks', eksRoutes(state)),
    setStatus: (status) => {
      health.status = status;
    },
  };
}
