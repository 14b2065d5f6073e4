import { ServiceError } from '../service-error.ts';
import type { AwsService, HttpRequest } from './wire.ts';

/** Whose request it is, for which service: from the Authorization header or, for a presigned one, the query. */
export function credentialScope(
  headers: HttpRequest['headers'],
  query: URLSearchParams,
): { readonly accessKeyId: string; readonly region: string; readonly service: string } | null {
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential');
  const [accessKeyId, , region, service] = credential?.split('/') ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : null;
}

const paths: readonly (readonly [RegExp, string])[] = [
  [/^\/clusters(\/|$)/, 'eks'],
  [/^\/2015-03-31\/functions(\/|$)/, 'lambda'],
  [/^\/schedule(s|-groups)(\/|$)/, 'scheduler'],
];
const queryVersions: Readonly<Record<string, string>> = {
  '2011-06-15': 'sts',
  '2010-03-31': 'sns',
  '2010-05-08': 'iam',
};

/**
 * Finds the service that a request is for. A signed request says it; for others (curl, an unsigned Lambda Invoke of another
 * engine) the target, the path or the form does.
 *
 * @throws {ServiceError} when no service of the sandbox fits.
 */
export function findService(services: readonly AwsService[], request: HttpRequest): AwsService {
  const name =
    credentialScope(request.headers, request.query)?.service ??
    serviceOfTarget(services, request) ??
    paths.find(([pattern]) => pattern.test(request.path))?.[1] ??
    serviceOfForm(request);
  const service = services.find(({ signingName }) => signingName === name);
  if (service) return service;
  throw new ServiceError(
    'NotImplemented',
    name
      ? `The sandbox has no service ${name} (${request.method} ${request.path}).`
      : `The sandbox cannot tell which service ${request.method} ${request.path} is for: sign the request.`,
    501,
  );
}

function serviceOfTarget(services: readonly AwsService[], { headers }: HttpRequest): string | undefined {
  const target = String(headers['x-amz-target'] ?? '').replace(/\.[^.]*$/, '');
  return target ? services.find(({ targetPrefix }) => targetPrefix === target)?.signingName : undefined;
}

function serviceOfForm({ query, body, headers }: HttpRequest): string | undefined {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const version = query.get('Version') ?? (isForm ? new URLSearchParams(body.toString('utf8')).get('Version') : null);
  return version ? queryVersions[version] : undefined;
}
