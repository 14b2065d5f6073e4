import { Command, Option } from 'commander';
import { stringify } from 'yaml';
import { accountSchema } from '../src/config/account-schema.ts';
import { loadFile } from '../src/config/load-configuration.ts';
import { clusterName, regionName } from '../src/config/name-schemas.ts';
import { readConfigurationFile } from '../src/config/read-configuration-file.ts';
import { accessManifest } from '../src/kubernetes/access-rules.ts';
import { type AccessEntry, accessEntry, accessEntryCommand, accessModeCommand } from './access-entry.ts';
import { checked } from './checked.ts';
import { exitCodes } from './exit-codes.ts';

interface AccessOptions {
  readonly cluster: string;
  readonly account?: string;
  readonly region?: string;
  readonly manifest?: boolean;
  readonly json?: boolean;
}

/** `eks-scheduler access`: prints what lets the scheduler into a cluster. It asks nobody and changes nothing. */
export function accessCommand(settle: (exitCode: number) => void): Command {
  return new Command('access')
    .description('Print what lets the scheduler into a cluster: an access entry and the rules of its Kubernetes group.')
    .requiredOption('--cluster <name>', 'name of the EKS cluster', checked(clusterName))
    .option(
      '--account <id>',
      "the cluster's account (default: the one that `aws` is logged in to)",
      checked(accountSchema),
    )
    .option('--region <region>', "the cluster's region (default: the one that `aws` is set to)", checked(regionName))
    .option('--manifest', 'only the ClusterRole and its binding, for `kubectl apply -f -`')
    .addOption(new Option('--json', 'everything as one JSON document').conflicts('manifest'))
    .addHelpText(
      'after',
      `
Nothing is asked of AWS or the cluster, and nothing is changed: the lines that it prints do that, with your own \`aws\` and \`kubectl\`.
The role must be there first: in the scheduler's account it comes with the deployment, in others with the template of a target account.
A role path is taken from config/eks-scheduler.yaml, or from the file that EKS_CONFIG names.

Examples:
  $ eks-scheduler access --cluster dev
  $ eks-scheduler access --cluster dev --account 111122223333 --region eu-central-1 | sh
  $ eks-scheduler access --cluster dev --manifest | kubectl apply -f -`,
    )
    .action((options: AccessOptions) => {
      process.stdout.write(textOf(options));
      settle(exitCodes.done);
    });
}

function textOf({ cluster, account, region, manifest, json }: AccessOptions): string {
  const yaml = accessManifest()
    .map((document) => stringify(document))
    .join('---\n');
  if (manifest) return yaml;
  const { EKS_CONFIG: file } = process.env;
  const { deployment } = loadFile(readConfigurationFile(file ? { CONFIGURATION_FILE: file } : {}));
  const entry = accessEntry({ cluster, account, region, rolePath: deployment.rolePath });
  return json
    ? `${JSON.stringify({ accessEntry: entry, manifest: accessManifest() }, null, 2)}\n`
    : script(entry, yaml);
}

/** Comments and commands: to be read, or to be piped into a shell. */
function script(entry: AccessEntry, yaml: string): string {
  return `# 1. Let the scheduler's role into the cluster, as a member of the Kubernetes group ${entry.kubernetesGroups[0]}.
#    Where this is refused because "authentication mode must be set to one of [API, API_AND_CONFIG_MAP]", the cluster knows only its
#    ConfigMap aws-auth. Let it know access entries as well; what is in the ConfigMap goes on to hold, but there is no way back:
#    ${accessModeCommand(entry)}
${accessEntryCommand(entry)}

# 2. Say what that group may do. Whoever applies this must be an administrator of the cluster.
kubectl apply -f - <<'EOF'
${yaml}EOF
`;
}
