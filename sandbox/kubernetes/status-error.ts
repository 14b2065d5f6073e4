/** A Kubernetes Status, as it goes over the wire when a request is refused. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** What the refusals are about: a resource (`deployments`, `apps`) and the object's name. */
export interface Subject {
  readonly plural: string;
  readonly group: string;
  readonly name: string;
}

/** A request that is refused, with the Status that Kubernetes would answer. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: Status;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code,
    };
  }

  get code(): number {
    return this.status.code;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }
}

function qualified(subject: Subject): string {
  return subject.group ? `${subject.plural}.${subject.group}` : subject.plural;
}

function detailsOf(subject: Subject, more: Partial<StatusDetails> = {}): StatusDetails {
  return { name: subject.name, ...(subject.group && { group: subject.group }), kind: subject.plural, ...more };
}

export function notFound(subject: Subject): StatusError {
  return new StatusError(404, 'NotFound', `${qualified(subject)} "${subject.name}" not found`, detailsOf(subject));
}

export function alreadyExists(subject: Subject): StatusError {
  const message = `${qualified(subject)} "${subject.name}" already exists`;
  return new StatusError(409, 'AlreadyExists', message, detailsOf(subject));
}

export function conflict(subject: Subject, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(subject)} "${subject.name}": ${why}`;
  return new StatusError(409, 'Conflict', message, detailsOf(subject));
}

/** Somebody else wrote in between. */
export function staleVersion(subject: Subject): StatusError {
  return conflict(
    subject,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function forbidden(subject: Subject, why: string, causes?: readonly StatusCause[]): StatusError {
  const what = subject.name ? `${qualified(subject)} "${subject.name}"` : qualified(subject);
  return new StatusError(403, 'Forbidden', `${what} is forbidden: ${why}`, detailsOf(subject, causes && { causes }));
}

/** The object breaks a rule of its kind. `kind` is the Kind (`Deployment.apps`), as Kubernetes words these. */
export function invalid(
  kind: { readonly kind: string; readonly group: string; readonly name: string },
  causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[],
): StatusError {
  const qualifiedKind = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  const words = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const list = words.length === 1 ? words[0] : `[${words.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${qualifiedKind} "${kind.name}" is invalid: ${list}`, {
    name: kind.name,
    ...(kind.group && { group: kind.group }),
    kind: kind.kind,
    causes,
  });
}

/** A patch that cannot be applied (a JSON patch whose `test` fails, say); Kubernetes keeps the reason to itself here. */
export function unprocessable(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function internalError(message: string): StatusError {
  return new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** 429; 0 seconds means that no Retry-After is written, as Kubernetes does. */
export function tooManyRequests(message: string, retryAfterSeconds: number, causes: StatusCause[]): StatusError {
  return new StatusError(429, 'TooManyRequests', message, {
    causes,
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  });
}

/** The resource version or the continue token is too old to go on from. */
export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function noSuchPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function unsupportedMediaType(): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type');
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

/** The answer to a request that has no object to answer with. */
export function success(code: number, details?: StatusDetails): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details && { details }),
    code,
  };
}
