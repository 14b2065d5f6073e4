import type { Api } from './api.ts';
import type { ControllerApi } from './controllers/controller-context.ts';
import { cloneJson, equalJson } from './json-values.ts';
import type { KubeObject, Pod } from './objects.ts';
import { completePod } from './pod-admission.ts';

/** The same API, but what is written goes into the store past admission: for a cluster that has been running before we look. */
export function pastAdmission(api: ControllerApi): ControllerApi {
  const bind = (binding: KubeObject): KubeObject => {
    const { namespace, name } = binding.metadata;
    const pod = cloneJson(mustGet(api, 'pods', namespace, name)) as Pod;
    pod.spec.nodeName = (binding.target as { name: string }).name;
    return api.seed(pod);
  };
  return {
    ...api,
    create: (_user, _resource, object, options = {}) =>
      options.subresource === 'binding' ? bind(object) : api.seed(completed(api, object)),
    update: (_user, _resource, object) => api.seed(object),
    edit: (_user, resource, namespace, name, change) => {
      const stored = mustGet(api, resource, namespace, name);
      const copy = cloneJson(stored);
      change(copy as Parameters<typeof change>[0]);
      return equalJson(copy, stored) ? stored : api.seed(copy);
    },
  };
}

/** What is built into the API server is no webhook: pods have their priority and default tolerations also here. */
function completed(api: ControllerApi, object: KubeObject): KubeObject {
  if (object.kind !== 'Pod') return object;
  const pod = cloneJson(object) as Pod;
  completePod(pod, api);
  return pod;
}

function mustGet(api: Pick<Api, 'get'>, resource: string, namespace: string | undefined, name: string): KubeObject {
  const found = api.get(resource, namespace, name);
  if (!found) throw new Error(`${resource} ${namespace ?? ''}/${name} is not in the store`);
  return found;
}
