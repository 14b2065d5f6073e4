import { parseJson } from './json-protocol.ts';
import { notImplemented } from './not-implemented.ts';
import type { AwsService, HttpAnswer, HttpRequest } from './wire.ts';

export interface RestCall {
  /** The values of the route's `{placeholders}`, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body when it is a JSON object, else empty. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly request: HttpRequest;
}

export interface RestRoute {
  readonly operation: string;
  /** `POST /clusters/{name}/node-groups/{nodegroupName}/update-config`; a final slash makes no difference. */
  readonly route: string;
  /** The body is a payload of the caller's, not an input: it is handed on as it is. */
  readonly isRaw?: boolean;
  run(call: RestCall): HttpAnswer | Promise<HttpAnswer>;
}

/** A service that speaks rest-json: method and path say the operation, errors carry `x-amzn-errortype`. */
export function restJsonService(signingName: string, routes: readonly RestRoute[]): AwsService {
  return {
    signingName,
    operation(request) {
      for (const route of routes) {
        const path = match(route.route, request);
        if (!path) continue;
        const body = route.isRaw ? {} : asObject(parseJson(request.body));
        const call: RestCall = { path, query: request.query, body, request };
        const input = { ...path, ...parametersOf(request.query), ...body };
        return { name: route.operation, input, run: () => route.run(call) };
      }
      throw notImplemented(signingName, `${request.method} ${request.path}`);
    },
    refusal: (error) => ({
      statusCode: error.statusCode,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
      body: JSON.stringify({ ...error.fields, message: error.message }),
    }),
  };
}

/** A JSON answer. */
export function asJson(value: unknown, statusCode = 200): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** A parameter that comes several times is a list. */
function parametersOf(query: URLSearchParams): Record<string, string | string[]> {
  const entries = [...new Set(query.keys())].map((name) => {
    const [first = '', ...others] = query.getAll(name);
    return [name, others.length === 0 ? first : [first, ...others]] as const;
  });
  return Object.fromEntries(entries);
}

function match(route: string, { method, path }: HttpRequest): Record<string, string> | null {
  const [wantedMethod, pattern = ''] = route.split(' ');
  if (method !== wantedMethod) return null;
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    // Decoded after the split, because an ARN in a path carries encoded slashes.
    if (part.startsWith('{')) values[part.slice(1, -1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return values;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
