import type { ScheduleDetail } from '../../src/aws/deployed-schedules.ts';
import type { Schedule } from '../../src/config/schema.ts';
import { few } from '../../src/domain/few.ts';
import { configurationHere } from '../configuration-here.ts';
import { deployCommand } from './examine-deployment.ts';
import { examined, type Finding, fine, warning, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

/** Whether what puts clusters to sleep by the clock also wakes them, and is what the configuration says. */
export async function examineSchedules({ schedules }: Scene): Promise<readonly Finding[]> {
  const deployed = await schedules();
  const compared = await examined('schedules', async () => differing(deployed, configurationHere().schedules));
  return [...firing(deployed), ...compared];
}

function firing(schedules: readonly ScheduleDetail[]): Finding[] {
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

interface Planned {
  readonly name: string;
  /** When it fires, as a person reads it. */
  readonly when: string;
}

/** What the configuration of this checkout says otherwise. One without any schedule is not what was deployed from. */
function differing(deployed: readonly ScheduleDetail[], configured: readonly Schedule[]): Finding[] {
  if (configured.length === 0) return [];
  const planned = configured.flatMap(plannedBy);
  const standing = deployed.map(({ name, expression, timezone, isEnabled }) => ({
    name,
    when: said(expression, timezone, isEnabled),
  }));
  const says = [
    ...planned.flatMap(({ name, when }) => {
      const there = standing.find((one) => one.name === name);
      if (!there) return [`${name} is configured and not deployed`];
      return there.when === when ? [] : [`${name} fires ${there.when}, and is configured to fire ${when}`];
    }),
    ...standing
      .filter(({ name }) => !planned.some((one) => one.name === name))
      .map(({ name }) => `${name} is deployed and not configured`),
  ];
  const cure = `Deploy the configuration: ${deployCommand}. Or let EKS_CONFIG name the file that was deployed.`;
  return says.map((text) => warning('schedules', text, cure));
}

function plannedBy({ name, stop, start, timezone, enabled }: Schedule): Planned[] {
  return Object.entries({ stop, start }).flatMap(([action, cron]) =>
    cron === undefined ? [] : [{ name: `${name}-${action}`, when: said(`cron(${cron})`, timezone, enabled) }],
  );
}

function said(expression: string, timezone: string, isEnabled: boolean): string {
  return `${isEnabled ? '' : '(disabled) '}at ${expression} in ${timezone}`;
}
