import { XMLBuilder } from 'fast-xml-parser';
import { notImplemented } from './not-implemented.ts';
import type { AwsService, HttpRequest } from './wire.ts';

/** Parameters as the form has them: `Tags.member.1.Key` stays one flat name. */
export type QueryInput = Readonly<Record<string, string>>;

/** Answers the result's fields, lists as `{ member: [...] }`, or null where the operation has no result. */
export type QueryOperation = (input: QueryInput, request: HttpRequest) => unknown;

/** A service that speaks awsQuery: a form with `Action` in, XML out. */
export function queryService(service: {
  readonly signingName: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}): AwsService {
  const { signingName, namespace, operations } = service;
  return {
    signingName,
    operation(request) {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const input: QueryInput = Object.fromEntries([...request.query, ...form]);
      const name = input.Action ?? '';
      const act = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!act) throw notImplemented(signingName, name || 'without Action');
      return {
        name,
        input,
        run: async () => {
          const result = await act(input, request);
          return xml(200, {
            [`${name}Response`]: {
              '@_xmlns': namespace,
              ...(result === null ? {} : { [`${name}Result`]: result }),
              ResponseMetadata: { RequestId: crypto.randomUUID() },
            },
          });
        },
      };
    },
    refusal: (error, requestId) =>
      xml(error.statusCode, {
        ErrorResponse: {
          '@_xmlns': namespace,
          Error: { Type: error.statusCode < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
          RequestId: requestId,
        },
      }),
  };
}

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** An XML answer; attributes are the keys that start with `@_`. */
export function xml(statusCode: number, document: Readonly<Record<string, unknown>>) {
  return {
    statusCode,
    headers: { 'content-type': 'text/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`,
  };
}
