import { bucketExists, subscribersOf } from '../../src/aws/deployed-stores.ts';
import { isNamed } from '../../src/aws/errors-from-aws.ts';
import { lettersIn, queueUrl } from '../../src/aws/sqs-letters.ts';
import { few } from '../../src/domain/few.ts';
import { deployCommand } from './examine-deployment.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

const knowsNot = (what: string) => `the functions, which know the ${what}, are not there`;
const sayWhere = 'Say --region where the scheduler is deployed.';

/** Whether the table is there, and can neither be deleted by mistake nor lose what was in it yesterday. */
export async function examineTable(scene: Scene): Promise<readonly Finding[]> {
  const name = await scene.tableName();
  if (name === null) {
    const cure = 'Say --region where it is deployed, or --table NAME for a table that a removed deployment has left.';
    return [wrong('table', 'the function eks-scheduler-take-stock, which knows the table, does not exist', cure)];
  }
  const guards = await scene.tableGuards();
  if (guards === null) {
    const cure = 'Leave --table out, or say the output StateTable of the stack; --region says where.';
    return [wrong('table', `${name} does not exist here`, cure)];
  }
  const findings: Finding[] = [];
  if (guards.status !== 'ACTIVE') {
    findings.push(wrong('table', `${name} is ${guards.status}`, 'Wait until DynamoDB says ACTIVE, then ask again.'));
  }
  if (!guards.hasRecovery) {
    const cure = `Deploy again (${deployCommand}), or: aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`;
    findings.push(warning('table', `${name} has no point-in-time recovery`, cure));
  }
  if (!guards.hasDeletionProtection) {
    const cure = `Deploy again (${deployCommand}), or: aws dynamodb update-table --table-name ${name} --deletion-protection-enabled`;
    findings.push(warning('table', `${name} has no deletion protection`, cure));
  }
  return findings.length > 0 ? findings : [fine('table', `${name} is there, protected and backed up`)];
}

/** Whether somebody hears of failures. */
export async function examineTopic({ settings, clients, region }: Scene): Promise<readonly Finding[]> {
  const { topicArn } = await settings();
  if (topicArn === null) return [wrong('topic', knowsNot('topic'), sayWhere)];
  const subscribers = await subscribersOf(clients, topicArn);
  if (subscribers === null) {
    return [wrong('topic', `${topicArn} does not exist: nobody hears of failures`, `Deploy again: ${deployCommand}.`)];
  }
  const { confirmed, pending } = subscribers;
  if (confirmed > 0) return [fine('topic', `${topicArn}: ${confirmed} ${confirmed === 1 ? 'hears' : 'hear'} of it`)];
  if (pending > 0) {
    const cure = 'Open the mail of AWS Notifications and confirm it, or subscribe again.';
    return [warning('topic', `${topicArn}: no subscription is confirmed, so nobody hears of failures`, cure)];
  }
  const cure = `Subscribe: aws sns subscribe --region ${region} --topic-arn ${topicArn} --protocol email --notification-endpoint you@example.com`;
  return [warning('topic', `${topicArn}: nobody is subscribed, so nobody hears of failures`, cure)];
}

/** Whether reports have a place. */
export async function examineBucket({ settings, clients }: Scene): Promise<readonly Finding[]> {
  const { bucket } = await settings();
  if (bucket === null) return [wrong('bucket', knowsNot('bucket'), sayWhere)];
  if (await bucketExists(clients, bucket)) return [fine('bucket', `${bucket} is there`)];
  return [wrong('bucket', `${bucket} does not exist: no run can leave its report`, `Deploy again: ${deployCommand}.`)];
}

/** Whether what the schedules should have started has been started. */
export async function examineDeliveries({ schedules, asker }: Scene): Promise<readonly Finding[]> {
  const all = await schedules();
  if (all.length === 0) return [fine('deliveries', 'no schedule, so nothing could fail to be delivered')];
  const queues = [...new Set(all.flatMap(({ deadLetterArn }) => deadLetterArn ?? []))];
  const findings: Finding[] = [];
  const traceless = all.filter(({ deadLetterArn }) => deadLetterArn === null).map(({ name }) => name);
  if (traceless.length > 0) {
    const says = `${few(traceless).join(', ')}: no queue for what could not be delivered, so that leaves no trace`;
    findings.push(wrong('deliveries', says, `Deploy again: ${deployCommand}.`));
  }
  for (const queue of queues) {
    try {
      const letters = await lettersIn(asker, queue);
      if (letters > 0) findings.push(undelivered(queue, letters));
    } catch (error) {
      if (!isNamed(error, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue')) throw error;
      const says = `${queue} does not exist: a start that could not be made leaves no trace`;
      findings.push(wrong('deliveries', says, `Deploy again: ${deployCommand}.`));
    }
  }
  return findings.length > 0 ? findings : [fine('deliveries', 'every schedule could start what it should')];
}

function undelivered(queueArn: string, letters: number): Finding {
  const [, , , region, , name] = queueArn.split(':');
  const whose = letters === 1 ? '1 start or stop of the schedules' : `${letters} starts or stops of the schedules`;
  const url = queueUrl(queueArn);
  return wrong(
    'deliveries',
    `${whose} could not be made: dead letters in ${name}`,
    `Read why, and start by hand what is missing: aws sqs receive-message --region ${region} --queue-url ${url} --message-attribute-names All. ` +
      `When it is mended: aws sqs purge-queue --region ${region} --queue-url ${url}`,
  );
}
