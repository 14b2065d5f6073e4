import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Where people subscribe to hear of runs. */
export function noticeTopic(scope: Construct): Topic {
  return new Topic(scope, 'Notices', { displayName: 'EKS Scheduler', enforceSSL: true });
}
