import type { KubeObject } from '../objects.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { isTerminating } from './pod-facts.ts';
import { tryEach } from './try-each.ts';

const user = controllerUser('namespace-controller');

/** Empties namespaces that are being deleted, and lets them go when nothing is left in them. */
export function startNamespaceController(context: ControllerContext): void {
  const { api, informer } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, 'namespaces');
  context.onAny(({ type, object }) => {
    const { namespace } = object.metadata;
    if (type !== 'DELETED' || !namespace) return;
    const home = informer.get('namespaces', undefined, namespace);
    if (home && isTerminating(home)) queue.add(namespace);
  });

  function reconcile(name: string): void {
    const namespace = informer.get('namespaces', undefined, name);
    if (!namespace || !isTerminating(namespace)) return;
    tryEach(
      informer.contentsOf(name).filter(({ object }) => !isTerminating(object)),
      ({ resource, object }) => api.delete(user, resource, name, object.metadata.name),
    );
    if (informer.contentsOf(name).length > 0) return;
    api.edit<KubeObject & { spec?: { finalizers?: string[] } }>(
      user,
      'namespaces',
      undefined,
      name,
      (live) => {
        live.spec = { ...live.spec, finalizers: [] };
      },
      { subresource: 'finalize' },
    );
  }
}
