import { Aws, CfnParameter, type IStackSynthesizer, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/config/schema.ts';
import { accessRole } from './access-role.ts';

interface TargetAccountStackProps {
  readonly deployment: DeploymentSettings;
  /** Where the scheduler itself is deployed, offered as the parameter's default; null where that is not known. */
  readonly schedulerAccount: string | null;
}

/**
 * What another account needs so that its clusters can be put to sleep: the access role and nothing else. A plain template without
 * assets, for a StackSet over a whole organization or for `aws cloudformation deploy` in one account.
 */
export class TargetAccountStack extends Stack {
  constructor(scope: Construct, id: string, props: TargetAccountStackProps) {
    super(scope, id, {
      description: 'Lets EKS Scheduler put the EKS clusters of this account to sleep and wake them',
      // Says nothing of where assets would be, and asks for no bootstrapped account. The cast: the CDK's own classes do not fit its
      // interface where a property that is absent may not be undefined.
      synthesizer: new LegacyStackSynthesizer() as IStackSynthesizer,
      analyticsReporting: false,
    });
    const { externalId, rolePath, permissionsBoundary } = props.deployment;
    const schedulerAccount = new CfnParameter(this, 'SchedulerAccount', {
      type: 'String',
      allowedPattern: '^\\d{12}$',
      constraintDescription: 'Twelve digits.',
      description: 'The account that EKS Scheduler is deployed in',
      ...(props.schedulerAccount === null ? {} : { default: props.schedulerAccount }),
    });
    accessRole(this, {
      schedulerAccount: schedulerAccount.valueAsString,
      externalId,
      settings: { rolePath, permissionsBoundary: inThisAccount(permissionsBoundary) },
    });
  }
}

/** A boundary is a policy of the account that the role is in, under the same name. */
function inThisAccount(boundary: string | null): string | null {
  return boundary?.replace(/:iam::\d{12}:/, `:iam::${Aws.ACCOUNT_ID}:`) ?? null;
}
