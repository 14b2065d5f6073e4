/** Lists whose items are merged by a key in a strategic merge patch, by the name of the field. */
const keys: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  imagePullSecrets: 'name',
  secrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  conditions: 'type',
  addresses: 'type',
  podIPs: 'ip',
  ownerReferences: 'uid',
  webhooks: 'name',
  matchConditions: 'name',
};

/**
 * The key by which the items of the list at a path are merged; null for a list that a patch replaces as a whole (a Node's taints,
 * tolerations, the rules of a role).
 */
export function mergeKeyOf(path: readonly string[], kind: string): string | null {
  const field = path.at(-1) ?? '';
  if (field === 'ports') {
    if (path.includes('containers') || path.includes('initContainers')) return 'containerPort';
    return kind === 'Service' ? 'port' : null;
  }
  // The addresses of an EndpointSlice's endpoints are texts; those of a Node's status have a type.
  if (field === 'addresses' && kind !== 'Node') return null;
  return keys[field] ?? null;
}

/** Lists of texts that a patch adds to rather than replaces. */
export function isMergedTextList(path: readonly string[]): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'finalizers';
}
