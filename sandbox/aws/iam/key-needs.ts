import type { Need } from './policy.ts';

/** What the service does with the customer-managed key of a thing, in the name of whoever asks for the action. */
const keyActions: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:GetItem': ['kms:Decrypt'],
  'dynamodb:PutItem': ['kms:Decrypt'],
  'dynamodb:UpdateItem': ['kms:Decrypt'],
  'dynamodb:DeleteItem': ['kms:Decrypt'],
  'dynamodb:Query': ['kms:Decrypt'],
  'dynamodb:Scan': ['kms:Decrypt'],
  'dynamodb:BatchGetItem': ['kms:Decrypt'],
  'dynamodb:BatchWriteItem': ['kms:Decrypt'],
  's3:GetObject': ['kms:Decrypt'],
  's3:PutObject': ['kms:GenerateDataKey'],
  'sns:Publish': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
};

/**
 * The permissions on a key that an action needs besides its own.
 *
 * @param keys ARNs of keys, by the ARNs of the tables, buckets, topics and queues that they encrypt.
 */
export function keyNeeds({ action, resource }: Need, keys: Readonly<Record<string, string>>, region: string): Need[] {
  const key = keys[encryptedArn(resource)];
  if (key === undefined) return [];
  return (keyActions[action] ?? []).map((keyAction) => ({
    action: keyAction,
    resource: key,
    context: { 'kms:viaservice': `${action.split(':')[0]}.${region}.amazonaws.com` },
  }));
}

/** The bucket of an object, the table of an index; any other resource is what is encrypted itself. */
function encryptedArn(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/')[0] ?? resource;
  return resource.replace(/\/index\/.*$/, '');
}
