type Fields = Readonly<Record<string, unknown>>;

const names = [
  'nodegroupName',
  'updateId',
  'resourceArn',
  'RoleArn',
  'executionArn',
  'stateMachineArn',
  'TopicArn',
  'Key',
];

/** Moments, ids that are drawn anew, and names of nodes: a fault earlier in the night changes them. */
const changing =
  /ip(?:-\d+){4}\.[\w.-]+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\d{8}T\d{6}Z|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

/** What a request to AWS is about, in words that are the same each night: a node group, a key of the table, an object. */
export function targetOf(input: unknown): string {
  return steadyWords(namedIn(input));
}

/** The same without what another fault in the same night may change. */
export function steadyWords(target: string): string {
  return target.replace(changing, '*');
}

function namedIn(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const fields = input as Fields;
  const item = fields.Key ?? fields.Item ?? fields.ExpressionAttributeValues;
  if (typeof item === 'object' && item !== null) return targetOfItem(item as Fields);
  return names.flatMap((name) => (typeof fields[name] === 'string' ? [fields[name]] : [])).join(' ');
}

/** The sort key of an item of the state table; of a query what it looks for. */
function targetOfItem(item: Fields): string {
  return [item.sk ?? item[':prefix']].flatMap(textOf).join('');
}

function textOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && 'S' in value ? [String(value.S)] : [];
}
