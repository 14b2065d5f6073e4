import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { PhaseTasks } from './phases.ts';
import { Runbook } from './runbook.ts';

/** The morning runbook: wakes one EKS cluster and brings back what the evening recorded. Read it from top to bottom. */
export function scaleUp(scope: Construct, phases: PhaseTasks): IChainable {
  const runbook = new Runbook(scope);
  return runbook.of(
    runbook.prepare('Prepare run', phases['prepare-run'], 'start'),
    runbook.once('Validate bootstrap', phases['validate-bootstrap'], { itemsInto: 'nodeGroups' }),
    runbook.repeatForAll('Scale node group', '{% $nodeGroups %}', phases['scale-node-group']),
    runbook.repeat('Wait for nodes', phases['wait-for-nodes']),
    runbook.once('Uncordon nodes', phases['uncordon-nodes']),
    runbook.oneByOne('Wait for tiers', '{% [$run.settings.tiers.name] %}', {
      phase: 'Wait for tier',
      task: phases['wait-for-tier'],
    }),
    runbook.once('Resume autoscalers', phases['resume-autoscalers']),
    runbook.repeat('Restore webhooks', phases['restore-webhooks']),
    runbook.repeat('Validate webhooks', phases['validate-webhooks']),
    runbook.when('verify', runbook.once('Verify cluster', phases['verify-cluster'])),
    runbook.once('Report run', phases['report-run']),
  );
}
