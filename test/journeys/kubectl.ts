import { ClusterClient, messageOf } from '../../sandbox/control-plane/cluster-client.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { builtInTypes, resourceId } from '../../sandbox/kubernetes/resource-types.ts';
import type { Kubernetes } from '../../sandbox/start-kubernetes.ts';

/**
 * Somebody with kubectl and every right, over HTTP. Resources are named as `deployments.apps`, objects as `namespace/name`, or by
 * their name where they have no namespace. A refusal throws, with the words of the API server.
 */
export class Kubectl {
  readonly client: ClusterClient;

  constructor({ url, caPem, users }: Pick<Kubernetes, 'url' | 'caPem' | 'users'>) {
    this.client = new ClusterClient({ url, caPem, token: users.adminToken });
  }

  get(resource: string, id: string): Promise<KubeObject> {
    return this.client.mustSend('GET', objectPath(resource, id));
  }

  /** Of one namespace, or of all where none is named. */
  async list(resource: string, namespace?: string): Promise<KubeObject[]> {
    return (await this.client.list(pathOf(resource, namespace))).items;
  }

  create(resource: string, object: KubeObject): Promise<KubeObject> {
    return this.client.mustSend('POST', pathOf(resource, object.metadata.namespace), object);
  }

  /** Reads, changes and writes back; again when somebody else wrote in between. */
  async edit<T extends KubeObject>(resource: string, id: string, change: (object: T) => void): Promise<void> {
    for (;;) {
      const object = (await this.get(resource, id)) as T;
      change(object);
      const { statusCode, body } = await this.client.send('PUT', objectPath(resource, id), object);
      if (statusCode === 200) return;
      if (statusCode !== 409) throw new Error(`${resource} ${id} was not changed: ${statusCode} ${messageOf(body)}`);
    }
  }

  async delete(resource: string, id: string): Promise<void> {
    await this.client.mustSend('DELETE', objectPath(resource, id));
  }

  /** What the API server says to a creation, of which it only pretends: empty where it lets the object in. */
  async refusalOf(resource: string, object: KubeObject): Promise<string> {
    const path = `${pathOf(resource, object.metadata.namespace)}?dryRun=All`;
    const { statusCode, body } = await this.client.send('POST', path, object);
    return statusCode === 201 ? '' : messageOf(body);
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** `/apis/apps/v1/namespaces/shop/deployments`; of all namespaces without one. */
export function pathOf(resource: string, namespace?: string): string {
  const type = builtInTypes.find((one) => resourceId(one) === resource);
  if (!type) throw new Error(`${resource} is no resource of Kubernetes.`);
  const root = type.group ? `/apis/${type.group}/${type.versions[0]}` : `/api/${type.versions[0]}`;
  return `${root}${namespace ? `/namespaces/${namespace}` : ''}/${type.plural}`;
}

function objectPath(resource: string, id: string): string {
  const [name, namespace] = id.split('/').reverse();
  return `${pathOf(resource, namespace)}/${name}`;
}
