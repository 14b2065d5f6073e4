import { SecurityGroup, Subnet, type SubnetSelection, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/config/schema.ts';

type NetworkSettings = NonNullable<DeploymentSettings['network']>;

/**
 * The VPC that the functions which talk to Kubernetes are placed in: for clusters whose endpoint is private. It belongs to whoever
 * made it, so nothing of it is changed; what it must let through is in docs/security.md.
 */
export class Network extends Construct {
  /** What a function is given to run in it. */
  readonly placement: Pick<FunctionProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

  constructor(scope: Construct, id: string, settings: NetworkSettings) {
    super(scope, id);
    const { vpcId, subnetIds, securityGroupIds, availabilityZones } = settings;
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones, privateSubnetIds: subnetIds });
    const vpcSubnets: SubnetSelection = {
      subnets: subnetIds.map((subnetId) => Subnet.fromSubnetId(this, subnetId, subnetId)),
    };
    const securityGroups = securityGroupIds.map((group) =>
      SecurityGroup.fromSecurityGroupId(this, group, group, { mutable: false }),
    );
    this.placement = { vpc, vpcSubnets, ...(securityGroups.length > 0 ? { securityGroups } : {}) };
  }
}
