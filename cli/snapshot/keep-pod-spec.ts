import { type Fields, fieldsOf, filled, listOf, pick } from './fields.ts';
import { keepTemplateMetadata } from './keep-metadata.ts';
import type { Tally } from './tally.ts';

const scheduling = [
  'nodeName',
  'nodeSelector',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'priorityClassName',
  'terminationGracePeriodSeconds',
  'restartPolicy',
  'hostNetwork',
  'schedulingGates',
];

/** What of a pod decides where it can run, how it leaves and what is lost with it. No environment, no commands, no mounts. */
export function keepPodSpec(spec: unknown, tally: Tally): Fields {
  const { containers, initContainers, volumes } = fieldsOf(spec);
  return {
    ...pick(spec, ...scheduling),
    ...filled({
      initContainers: listOf(initContainers).map((container) => keepContainer(container, tally)),
      containers: listOf(containers).map((container) => keepContainer(container, tally)),
      volumes: listOf(volumes).flatMap((volume) => keepVolume(volume, tally)),
    }),
  };
}

export function keepTemplate(template: unknown, tally: Tally): Fields {
  const { metadata, spec } = fieldsOf(template);
  return { metadata: keepTemplateMetadata(metadata, tally), spec: keepPodSpec(spec, tally) };
}

function keepContainer(container: Fields, tally: Tally): Fields {
  const { env, envFrom, command, args } = container;
  tally.count('environment values', listOf(env).length + listOf(envFrom).length);
  const words = [command, args].flatMap((list) => (Array.isArray(list) ? list.map(String).flatMap(wordsIn) : []));
  const kept = autoscalerWords(words);
  tally.count('words of commands', words.length - kept.length);
  return {
    ...pick(container, 'name', 'image'),
    ...filled({
      command: kept,
      resources: keepRequests(container.resources),
      ports: listOf(container.ports).map((port) => pick(port, 'name', 'containerPort', 'protocol')),
      restartPolicy: container.restartPolicy,
    }),
  };
}

/** A command is what tells a Cluster Autoscaler that carries no known label (src/domain/find-autoscaler.ts); its other flags do not matter. */
function autoscalerWords(words: readonly string[]): string[] {
  if (!words.some((word) => autoscalerProgram.test(word))) return [];
  return words.filter(
    (word, index) =>
      autoscalerProgram.test(word) ||
      /^--cloud-provider(=\w+)?$/.test(word) ||
      (words[index - 1] === '--cloud-provider' && /^\w+$/.test(word)),
  );
}

const autoscalerProgram = /^([\w./-]*\/)?cluster-autoscaler$/;

/** What a shell is given to run is one word for Kubernetes, and may hold anything. */
function wordsIn(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** A limit without a request is a request, as Kubernetes reads it. */
function keepRequests(resources: unknown): Fields | null {
  const { requests, limits } = fieldsOf(resources);
  const all = { ...fieldsOf(limits), ...fieldsOf(requests) };
  return Object.keys(all).length > 0 ? { requests: all } : null;
}

/** What is on the node itself, or attached to it. What holds configuration is not even named. */
function keepVolume(volume: Fields, tally: Tally): Fields[] {
  const { name, emptyDir, persistentVolumeClaim, hostPath, ephemeral } = volume;
  if (emptyDir) return [{ name, emptyDir: {} }];
  if (hostPath) return [{ name, hostPath: pick(hostPath, 'path', 'type') }];
  if (persistentVolumeClaim) return [{ name, persistentVolumeClaim: pick(persistentVolumeClaim, 'claimName') }];
  if (ephemeral) {
    const { spec } = fieldsOf(fieldsOf(ephemeral).volumeClaimTemplate);
    return [{ name, ephemeral: { volumeClaimTemplate: { spec: keepClaimSpec(spec) } } }];
  }
  tally.count('volumes of Secrets, ConfigMaps and the like');
  return [];
}

export function keepClaimSpec(spec: unknown): Fields {
  const { requests } = fieldsOf(fieldsOf(spec).resources);
  return {
    ...pick(spec, 'accessModes', 'storageClassName', 'volumeMode', 'volumeName'),
    resources: { requests: pick(requests, 'storage') },
  };
}
