import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eks from '@aws-sdk/client-eks';
import * as states from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sts from '@aws-sdk/client-sts';

/** A client of any service, for a command that is known by its name alone. */
interface AnyClient {
  send(command: object): Promise<unknown>;
  destroy(): void;
}

interface Service {
  readonly model: Readonly<Record<string, unknown>>;
  readonly client: () => AnyClient;
}

/** The services of `aws` whose commands and parameters are known here: those of the clients that are installed. */
const services: Readonly<Record<string, Service>> = {
  dynamodb: { model: dynamodb, client: () => new dynamodb.DynamoDBClient() as AnyClient },
  eks: { model: eks, client: () => new eks.EKSClient() as AnyClient },
  sns: { model: sns, client: () => new sns.SNSClient() as AnyClient },
  stepfunctions: { model: states, client: () => new states.SFNClient() as AnyClient },
  sts: { model: sts, client: () => new sts.STSClient() as AnyClient },
};

/** What `aws` takes with every command. */
const everywhere = new Set(['query', 'output', 'region', 'profile']);

/** What `aws` calls otherwise than the service does. */
const otherNames: Readonly<Record<string, string>> = { 'notification-endpoint': 'endpoint' };

interface AwsCommand {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is wrong with the words behind `aws`, by the service's own model; null where nothing is. */
export function whyNoAwsCommand(words: readonly string[]): string | null {
  const read = readAws(words);
  return typeof read === 'string' ? read : null;
}

/** Sends it to where the environment says. Null where it was answered, else what was said. */
export async function whyAwsRefused(words: readonly string[]): Promise<string | null> {
  const read = readAws(words);
  if (typeof read === 'string') return read;
  const { service, operation, input } = read;
  const Command = service.model[`${operation}Command`] as new (input: object) => object;
  const client = service.client();
  try {
    await client.send(new Command(input));
    return null;
  } catch (error) {
    return String(error);
  } finally {
    client.destroy();
  }
}

function readAws([name = '', command = '', ...rest]: readonly string[]): AwsCommand | string {
  const service = services[name];
  if (!service) return `no model of the service ${name} is at hand`;
  const operation = camelCase(`-${command}`);
  const members = membersOf(service.model[`${operation}Request$`] ?? service.model[`${operation}Input$`]);
  if (!(`${operation}Command` in service.model) || !members) return `${name} has no ${command}`;
  const input: Record<string, unknown> = {};
  for (const [index, word] of rest.entries()) {
    const option = /^--(.+)$/.exec(word)?.[1];
    if (option === undefined || everywhere.has(option)) continue;
    const member = members.find((each) => each.toLowerCase() === camelCase(otherNames[option] ?? option).toLowerCase());
    if (member === undefined) return `${command} has no --${option}`;
    input[member] = valueFrom(option, rest[index + 1] ?? '');
  }
  return { service, operation, input };
}

/** Maps are written as JSON, tags also as `key=value`. */
function valueFrom(option: string, text: string): unknown {
  if (option === 'attributes') return JSON.parse(text);
  if (option !== 'tags') return text;
  const [key = '', ...value] = text.split('=');
  return { [key]: value.join('=') };
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The names in a structure's schema of the SDK: `[3, namespace, name, traits, [members], …]`. */
function membersOf(schema: unknown): string[] | null {
  const members: unknown = Array.isArray(schema) ? schema[4] : null;
  return Array.isArray(members) ? members.map(String) : null;
}
