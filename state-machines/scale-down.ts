import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { PhaseTasks } from './phases.ts';
import { Runbook } from './runbook.ts';

/** The evening runbook: puts one EKS cluster to sleep. Read it from top to bottom. */
export function scaleDown(scope: Construct, phases: PhaseTasks): IChainable {
  const runbook = new Runbook(scope);
  return runbook.of(
    runbook.prepare('Prepare run', phases['prepare-run'], 'stop'),
    runbook.once('Record state', phases['record-state'], { itemsInto: 'nodeGroups' }),
    runbook.repeat('Relax webhooks', phases['relax-webhooks']),
    runbook.repeat('Pause autoscalers', phases['pause-autoscalers']),
    runbook.repeat('Drain nodes', phases['drain-nodes']),
    runbook.repeatForAll('Scale node group', '{% $nodeGroups %}', phases['scale-node-group']),
    runbook.repeat('Confirm stopped', phases['confirm-stopped']),
    runbook.once('Report run', phases['report-run']),
  );
}
