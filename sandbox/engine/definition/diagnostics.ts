export type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  /** Valid on AWS, as far as the sandbox knows, but nothing that it can run. */
  | 'NOT_SUPPORTED_BY_SANDBOX'
  | 'LOOKS_LIKE_JSONPATH';

export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** `/States/Name/Field`; absent where the whole text is at fault. */
  readonly location?: string;
}

/** Collects what is wrong with a definition, so that a person sees all of it at once. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];

  get all(): readonly Diagnostic[] {
    return this.#found;
  }

  get hasErrors(): boolean {
    return this.#found.some(({ severity }) => severity === 'ERROR');
  }

  error(code: DiagnosticCode, location: string | undefined, message: string): void {
    this.#add('ERROR', code, location, message);
  }

  warning(code: DiagnosticCode, location: string, message: string): void {
    this.#add('WARNING', code, location, message);
  }

  /** A field of the wrong shape, in the service's usual code. */
  invalid(location: string, message: string): void {
    this.#add('ERROR', 'SCHEMA_VALIDATION_FAILED', location, message);
  }

  #add(severity: Diagnostic['severity'], code: DiagnosticCode, location: string | undefined, message: string): void {
    this.#found.push({ severity, code, message, ...(location === undefined ? {} : { location }) });
  }
}

/** The message of InvalidDefinition: every error with its code and place. */
export function describeErrors(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`);
  return `Invalid State Machine Definition: '${errors.join(', ')}'`;
}
