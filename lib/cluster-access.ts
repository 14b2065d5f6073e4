import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { accessGroup } from '../src/kubernetes/access-rules.ts';

/**
 * Lets the access role into clusters of the scheduler's own account and region: as a member of one Kubernetes group, with no access
 * policy. What the group may do says the ClusterRole, which each cluster needs besides.
 */
export class ClusterAccess extends Construct {
  constructor(scope: Construct, id: string, role: IRole, clusters: readonly string[]) {
    super(scope, id);
    for (const clusterName of clusters) {
      new CfnAccessEntry(this, clusterName, {
        clusterName,
        principalArn: role.roleArn,
        kubernetesGroups: [accessGroup],
        type: 'STANDARD',
      });
    }
  }
}
