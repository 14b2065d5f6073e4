import { ServiceError } from '../service-error.ts';
import type { QueryInput } from './query-protocol.ts';

/** What of a message is neither its topic nor its time. */
export interface MessageParts {
  readonly subject: string | null;
  /** What a subscriber gets whose protocol has no body of its own. */
  readonly message: string;
  /** By protocol, `default` among them; empty where one text is for all. */
  readonly bodies: Readonly<Record<string, string>>;
  /** A `String.Array` as the list that it is. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

const mostBytes = 256 * 1024;

/**
 * Reads what Publish is asked, and refuses what SNS refuses. An attribute's name and type count against the size as well.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function messageIn(input: QueryInput): MessageParts {
  const { Subject, Message, MessageStructure } = input;
  if (!Message) throw invalid('Empty message');
  const attributes = attributesIn(input);
  const sizes = attributes.map(({ name, type, text }) => Buffer.byteLength(name + type + text));
  if (sizes.reduce((sum, size) => sum + size, Buffer.byteLength(Message)) > mostBytes)
    throw invalid('Message too long');
  if (Subject !== undefined) assertSubject(Subject);
  const bodies = bodiesIn(Message, MessageStructure);
  return {
    subject: Subject ?? null,
    message: bodies.default ?? Message,
    bodies,
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
  };
}

/** ASCII that begins with a letter, number or punctuation mark, on one line, of at most 100 characters. */
function assertSubject(subject: string): void {
  if (!/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)) throw invalid('Subject');
}

function bodiesIn(message: string, structure: string | undefined): Record<string, string> {
  if (structure === undefined) return {};
  if (structure !== 'json') throw invalid('MessageStructure');
  // What is not a string is ignored, as SNS does.
  const texts = Object.entries(objectIn(message)).flatMap(([protocol, body]) =>
    typeof body === 'string' ? [[protocol, body] as const] : [],
  );
  const bodies: Record<string, string> = Object.fromEntries(texts);
  if (bodies.default === undefined) throw invalid('Message Structure - No default entry in JSON message body');
  return bodies;
}

function objectIn(text: string): Record<string, unknown> {
  const parsed = jsonIn(text);
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  if (!isObject) throw invalid('Message Structure - JSON message body failed to parse');
  return parsed as Record<string, unknown>;
}

/** Undefined where the text is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  readonly value: string | readonly string[];
}

/** `MessageAttributes.entry.1.Name`, `….Value.DataType`, `….Value.StringValue`: numbered from 1, without gaps. */
function attributesIn(input: QueryInput): Attribute[] {
  const attributes: Attribute[] = [];
  for (let number = 1; ; number++) {
    const at = `MessageAttributes.entry.${number}`;
    const name = input[`${at}.Name`];
    if (name === undefined) return attributes;
    if (attributes.some((other) => other.name === name)) throw refused(`Message attribute '${name}' is given twice`);
    attributes.push(attributeOf(name, input[`${at}.Value.DataType`] ?? '', textIn(input, at)));
  }
}

function textIn(input: QueryInput, at: string): string {
  return input[`${at}.Value.StringValue`] ?? input[`${at}.Value.BinaryValue`] ?? '';
}

function attributeOf(name: string, type: string, text: string): Attribute {
  const isName = /^[\w-]+(\.[\w-]+)*$/.test(name) && name.length <= 256 && !/^(aws|amazon)\./i.test(name);
  if (!isName) throw refused(`Invalid message attribute name '${name}'`);
  if (!/^(String|Number|Binary|String\.Array)(\.|$)/.test(type)) {
    throw refused(`The message attribute '${name}' has an invalid message attribute type`);
  }
  if (text === '') {
    throw refused(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  return { name, type, text, value: type === 'String.Array' ? listIn(name, text) : text };
}

function listIn(name: string, text: string): string[] {
  const parsed = jsonIn(text);
  if (!Array.isArray(parsed))
    throw refused(`The message attribute '${name}' of type 'String.Array' is not a JSON array`);
  return parsed.map(String);
}

function invalid(what: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${what}`);
}

function refused(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
