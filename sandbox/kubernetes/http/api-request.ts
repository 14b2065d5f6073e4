import { parse } from 'yaml';
import type { User } from '../api.ts';
import { badRequest, invalid } from '../status-error.ts';

/** One request, read whole. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** Without parameters; '' when there is none. */
  readonly contentType: string;
  readonly body: string;
  readonly user: User;
}

/** What is sent back. A text goes out as it is, everything else as JSON. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body, JSON or YAML; undefined when there is none. @throws {StatusError} 400 when it cannot be read. */
export function readBody(request: ApiRequest): unknown {
  if (request.body === '') return undefined;
  try {
    return request.contentType.includes('yaml') ? parse(request.body) : JSON.parse(request.body);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws {StatusError} 422 for a dry run of another kind than `All`. `options` names what the request's options are to Kubernetes. */
export function isDryRun(
  query: URLSearchParams,
  options: `${'Create' | 'Update' | 'Patch' | 'Delete'}Options`,
): boolean {
  const wanted = query.getAll('dryRun').filter((value) => value !== '');
  if (wanted.some((value) => value !== 'All')) {
    const message = `Unsupported value: ${JSON.stringify(wanted)}: supported values: "All"`;
    const causes = [{ reason: 'FieldValueNotSupported', field: 'dryRun', message }];
    throw invalid({ kind: options, group: 'meta.k8s.io', name: '' }, causes);
  }
  return wanted.length > 0;
}

export function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}
