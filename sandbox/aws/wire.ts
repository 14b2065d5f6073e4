import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceError } from '../service-error.ts';

/** A request as it came over HTTP. */
export interface HttpRequest {
  readonly method: string;
  /** As sent: percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whose signature it carries; null when it is not signed. */
  readonly accessKeyId: string | null;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One operation, understood and not yet carried out. */
export interface Operation {
  /** As the service's API reference calls it: `UpdateNodegroupConfig`. */
  readonly name: string;
  readonly input: unknown;
  run(): HttpAnswer | Promise<HttpAnswer>;
}

/** One AWS service behind the endpoint. */
export interface AwsService {
  /** The service in a signature's credential scope: `states`, `eks`, `dynamodb`, … */
  readonly signingName: string;
  /** What stands before the dot in `X-Amz-Target`, for services that speak JSON RPC. */
  readonly targetPrefix?: string;
  /** @throws {ServiceError} when the request is none that the sandbox knows. */
  operation(request: HttpRequest): Operation;
  /** The error in the service's own protocol. */
  refusal(error: ServiceError, requestId: string): HttpAnswer;
}
