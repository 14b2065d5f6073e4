import { badRequest, unsupportedMediaType } from '../status-error.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** What stands before every object in Kubernetes' protobuf. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

type Field =
  | { readonly name: string; readonly as: 'text' | 'number' | 'boolean' }
  | { readonly name: string; readonly as: 'texts' }
  | { readonly name: string; readonly as: 'message'; readonly message: Message };
type Message = Readonly<Record<number, Field>>;

const text = (name: string): Field => ({ name, as: 'text' });
const nested = (name: string, message: Message): Field => ({ name, as: 'message', message });

const objectMeta: Message = { 1: text('name'), 2: text('generateName'), 3: text('namespace'), 5: text('uid') };
const deleteOptions: Message = {
  1: { name: 'gracePeriodSeconds', as: 'number' },
  2: nested('preconditions', { 1: text('uid'), 2: text('resourceVersion') }),
  3: { name: 'orphanDependents', as: 'boolean' },
  4: text('propagationPolicy'),
  5: { name: 'dryRun', as: 'texts' },
};
const attributes = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'];
const accessSpec: Message = {
  1: nested('resourceAttributes', Object.fromEntries(attributes.map((name, index) => [index + 1, text(name)]))),
  2: nested('nonResourceAttributes', { 1: text('path'), 2: text('verb') }),
  3: text('user'),
  4: { name: 'groups', as: 'texts' },
};

/** The objects that Go clients since 1.33 (kubectl drain, auth) send as protobuf; everything else they send as JSON patches. */
const messages: Readonly<Record<string, Message>> = {
  Eviction: { 1: nested('metadata', objectMeta), 2: nested('deleteOptions', deleteOptions) },
  DeleteOptions: deleteOptions,
  SelfSubjectAccessReview: { 2: nested('spec', accessSpec) },
  SubjectAccessReview: { 2: nested('spec', accessSpec) },
  SelfSubjectReview: {},
};

const envelope: Message = { 1: nested('typeMeta', { 1: text('apiVersion'), 2: text('kind') }) };

/**
 * Reads an object in Kubernetes' protobuf.
 * @throws {StatusError} 415 for a kind that the twin knows in JSON alone, 400 for what is no protobuf.
 */
export function readProtobuf(body: Buffer): Record<string, unknown> {
  if (!body.subarray(0, magic.length).equals(magic))
    throw badRequest('provided data does not appear to be a protobuf message');
  const rest = body.subarray(magic.length);
  const typeMeta = decode(rest, envelope).typeMeta as { apiVersion?: string; kind?: string } | undefined;
  const message = messages[typeMeta?.kind ?? ''];
  if (!message) throw unsupportedMediaType();
  const raw = fieldsOf(rest).find(({ number }) => number === 2)?.value;
  return { ...typeMeta, ...decode(raw instanceof Buffer ? raw : Buffer.alloc(0), message) };
}

interface WireField {
  readonly number: number;
  readonly value: number | Buffer;
}

function decode(bytes: Buffer, message: Message): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { number, value } of fieldsOf(bytes)) {
    const field = message[number];
    if (!field) continue;
    if (field.as === 'texts')
      object[field.name] = [...((object[field.name] as string[] | undefined) ?? []), String(value)];
    else if (field.as === 'message') object[field.name] = decode(value as Buffer, field.message);
    // An empty text is how protobuf writes an absent one.
    else if (field.as === 'text' && String(value) !== '') object[field.name] = String(value);
    else if (field.as === 'number') object[field.name] = value;
    else if (field.as === 'boolean') object[field.name] = value === 1;
  }
  return object;
}

function fieldsOf(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let position = 0;
  const varint = (): number => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position++];
      if (byte === undefined) throw badRequest('unexpected EOF');
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, result));
    }
  };
  while (position < bytes.length) {
    const tag = varint();
    const number = tag >>> 3;
    const wireType = tag & 7;
    if (wireType === 0) {
      fields.push({ number, value: varint() });
      continue;
    }
    if (wireType !== 2) throw badRequest(`unexpected wire type ${wireType}`);
    const length = varint();
    fields.push({ number, value: bytes.subarray(position, position + length) });
    position += length;
  }
  return fields;
}
