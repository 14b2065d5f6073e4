import { stringify } from 'yaml';
import { accessManifest } from '../../src/kubernetes/access-rules.ts';
import { type AccessEntry, accessEntry, accessEntryCommand, accessModeCommand } from '../access-entry.ts';
import { configurationHere } from '../configuration-here.ts';

interface AccessTextOptions {
  readonly cluster: readonly string[];
  readonly account?: string;
  readonly region?: string;
  readonly manifest?: boolean;
  readonly json?: boolean;
}

/** The entry that a cluster needs, with the role path of the configuration. */
export function accessEntryOf(place: {
  readonly cluster: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
}): AccessEntry {
  return accessEntry({ ...place, rolePath: configurationHere().deployment.rolePath });
}

/** What is printed: lines for a shell, the manifest alone, or JSON. */
export function accessText({ cluster, account, region, manifest, json }: AccessTextOptions): string {
  const yaml = accessManifest()
    .map((document) => stringify(document))
    .join('---\n');
  if (manifest) return yaml;
  const entries = cluster.map((name) => accessEntryOf({ cluster: name, account, region }));
  return json
    ? `${JSON.stringify({ accessEntries: entries, manifest: accessManifest() }, null, 2)}\n`
    : entries.map((entry) => script(entry, yaml)).join('\n');
}

/** Comments and commands: to be read, or to be piped into a shell. */
function script(entry: AccessEntry, yaml: string): string {
  return `# 1. Let the scheduler's role into the cluster, as a member of the Kubernetes group ${entry.kubernetesGroups[0]}.
#    Where this is refused because "authentication mode must be set to one of [API, API_AND_CONFIG_MAP]", the cluster knows only its
#    ConfigMap aws-auth. Let it know access entries as well; what is in the ConfigMap goes on to hold, but there is no way back:
#    ${accessModeCommand(entry)}
${accessEntryCommand(entry)}

# 2. Say what that group may do, in the cluster that kubectl is set to. Whoever applies this must be an administrator of it.
kubectl apply -f - <<'EOF'
${yaml}EOF
`;
}
