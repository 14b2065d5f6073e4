import { accessRoleName } from '../src/access/role-names.ts';
import { accessGroup } from '../src/kubernetes/access-rules.ts';

/** The access entry that a cluster needs, in the words of EKS' CreateAccessEntry. */
export interface AccessEntry {
  readonly clusterName: string;
  /** Null: wherever `aws` is set to. */
  readonly region: string | null;
  /** With `<account>` in it where no account was named. */
  readonly principalArn: string;
  readonly kubernetesGroups: readonly string[];
  readonly type: 'STANDARD';
}

interface AccessEntryOptions {
  readonly cluster: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Begins and ends with a slash. */
  readonly rolePath: string;
}

const anyAccount = '<account>';

export function accessEntry({ cluster, account, region, rolePath }: AccessEntryOptions): AccessEntry {
  return {
    clusterName: cluster,
    region: region ?? null,
    principalArn: `arn:${partitionOf(region)}:iam::${account ?? anyAccount}:role${rolePath}${accessRoleName}`,
    kubernetesGroups: [accessGroup],
    type: 'STANDARD',
  };
}

/** For a shell: an account that was not named is asked of `aws` when the command runs. */
export function accessEntryCommand({ clusterName, region, principalArn, kubernetesGroups, type }: AccessEntry): string {
  const arn = principalArn.replace(anyAccount, '$(aws sts get-caller-identity --query Account --output text)');
  return [
    `aws eks create-access-entry --cluster-name ${clusterName}${inRegion(region)} --type ${type} \\`,
    `  --kubernetes-groups ${kubernetesGroups.join(' ')} --principal-arn "${arn}"`,
  ].join('\n');
}

/** Lets a cluster whose authentication mode is CONFIG_MAP have access entries. */
export function accessModeCommand({ clusterName, region }: Pick<AccessEntry, 'clusterName' | 'region'>): string {
  const mode = '--access-config authenticationMode=API_AND_CONFIG_MAP';
  return `aws eks update-cluster-config --name ${clusterName}${inRegion(region)} ${mode}`;
}

function inRegion(region: string | null): string {
  return region === null ? '' : ` --region ${region}`;
}

/** The first word of an ARN after `arn`: China and GovCloud have their own. */
function partitionOf(region = ''): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
