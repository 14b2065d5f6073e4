import type { Place } from '../../../src/domain/fleet.ts';
import { ServiceError } from '../../service-error.ts';
import { credentialScope } from '../find-service.ts';
import { asJson, restJsonService } from '../rest-json-protocol.ts';
import type { AwsService, HttpRequest } from '../wire.ts';
import { listPage } from './list-page.ts';

/** A cluster in an account and a region, with the EKS that answers for it. */
export interface PlacedCluster extends Place {
  readonly name: string;
  readonly service: AwsService;
}

/** A place whose clusters cannot be listed: a region that is not enabled, a policy that forbids it. */
export interface Refusal extends Place {
  readonly code: string;
  readonly message: string;
}

export interface PlacesOptions {
  readonly clusters: readonly PlacedCluster[];
  /** Where a request goes whose key or signature does not say. */
  readonly home: Place;
  /** The account of an access key; undefined for a key that nobody has. */
  readonly accountOf: (accessKeyId: string | null) => string | undefined;
  readonly refusals: readonly Refusal[];
  /** Answers for a cluster that is not there. */
  readonly nowhere: AwsService;
}

/** EKS in several accounts and regions: a request is for the account of its caller, and for the region that it was signed for. */
export function eksOfPlaces({ clusters, home, accountOf, refusals, nowhere }: PlacesOptions): AwsService {
  const byName = new Map(clusters.map((cluster) => [keyOf(cluster, cluster.name), cluster.service]));
  const placeOf = (request: HttpRequest): Place => {
    const scope = credentialScope(request.headers, request.query);
    return {
      account: accountOf(scope?.accessKeyId ?? null) ?? home.account,
      region: scope?.region ?? home.region,
    };
  };
  const list = (place: Place): AwsService =>
    restJsonService('eks', [
      {
        operation: 'ListClusters',
        route: 'GET /clusters',
        run: ({ query }) => {
          const refusal = refusals.find((one) => keyOf(one) === keyOf(place));
          if (refusal) throw new ServiceError(refusal.code, refusal.message, 403);
          // As EKS lists them: in no order that a caller could count on, and the same for every page.
          const names = clusters.filter((cluster) => keyOf(cluster) === keyOf(place)).map(({ name }) => name);
          return asJson(listPage('clusters', names, query));
        },
      },
    ]);
  return {
    ...nowhere,
    operation: (request) => {
      const place = placeOf(request);
      const [kind, name] = request.path.split('/').filter(Boolean);
      if (kind === 'clusters' && name === undefined) return list(place).operation(request);
      const wanted = decodeURIComponent(name ?? '');
      const cluster = kind === 'tags' ? clusterOfArn(wanted) : wanted;
      return (byName.get(keyOf(place, cluster)) ?? nowhere).operation(request);
    },
  };
}

/** `arn:aws:eks:<region>:<account>:cluster/<name>`, or `…:nodegroup/<cluster>/<name>/<id>`. */
function clusterOfArn(arn: string): string {
  return arn.split(':').slice(5).join(':').split('/')[1] ?? '';
}

function keyOf({ account, region }: Place, name = ''): string {
  return `${account}/${region}/${name}`;
}
