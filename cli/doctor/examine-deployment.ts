import type { Deployed } from '../../src/aws/deployed.ts';
import { few } from '../../src/domain/few.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';

const deploy = 'Deploy it: npx cdk deploy EksScheduler. Or say where it is with --region.';

/** Whether the machines are there. @param arns By ARN. */
export async function examineMachines(deployment: Deployed, arns: readonly string[]): Promise<readonly Finding[]> {
  const exist = await Promise.all(arns.map((arn) => deployment.machineExists(arn)));
  const missing = arns.filter((_, index) => !exist[index]);
  if (missing.length > 0) return missing.map((arn) => wrong('machines', `${arn} does not exist`, deploy));
  return [fine('machines', arns.map((arn) => arn.split(':').at(-1)).join(', '))];
}

/** Whether what puts clusters to sleep by the clock also wakes them. */
export async function examineSchedules(deployment: Deployed): Promise<readonly Finding[]> {
  const schedules = await deployment.schedules();
  if (schedules.length === 0) {
    const cure = 'Add them to config/eks-scheduler.yaml and deploy, or go on starting runs by hand.';
    return [warning('schedules', 'there is none: nothing sleeps or wakes by itself', cure)];
  }
  const enabled = schedules.filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
  const disabled = schedules.filter(({ isEnabled }) => !isEnabled).map(({ name }) => name);
  const findings: Finding[] = enabled.length > 0 ? [fine('schedules', `enabled: ${few(enabled).join(', ')}`)] : [];
  if (disabled.length > 0) {
    const cure = 'Set enabled: true in config/eks-scheduler.yaml and deploy, if that is not meant.';
    findings.push(warning('schedules', `disabled: ${few(disabled).join(', ')}`, cure));
  }
  const stops = enabled.filter((name) => name.endsWith('-stop'));
  if (stops.length > 0 && !enabled.some((name) => name.endsWith('-start'))) {
    const cure = 'Add a start to a schedule in config/eks-scheduler.yaml and deploy.';
    findings.push(wrong('schedules', `${few(stops).join(', ')} will fire, and no start will`, cure));
  }
  return findings;
}
