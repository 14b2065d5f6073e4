import { ServiceError } from '../service-error.ts';
import { notImplemented } from './not-implemented.ts';
import type { AwsService } from './wire.ts';

export type JsonOperations = Readonly<Record<string, (input: never) => unknown>>;

/** A service that speaks awsJson1.0 or 1.1: the operation's name in `X-Amz-Target`, its input and output as JSON bodies. */
export function jsonService(service: {
  readonly signingName: string;
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
  readonly operations: JsonOperations;
}): AwsService {
  const { signingName, targetPrefix, operations } = service;
  const contentType = `application/x-amz-json-${service.version}`;
  return {
    signingName,
    targetPrefix,
    operation({ headers, body }) {
      const name = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
      const act = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!act) throw notImplemented(signingName, name || 'without X-Amz-Target');
      const input = parseJson(body);
      return {
        name,
        input,
        run: async () => ({
          statusCode: 200,
          headers: { 'content-type': contentType },
          body: JSON.stringify((await act(input as never)) ?? {}),
        }),
      };
    },
    refusal: (error) => ({
      statusCode: error.statusCode,
      headers: { 'content-type': contentType },
      body: JSON.stringify({ ...error.fields, __type: error.code, message: error.message }),
    }),
  };
}

/** @throws {ServiceError} SerializationException, as AWS words it. An empty body is an empty input. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ServiceError('SerializationException', error instanceof Error ? error.message : String(error));
  }
}
