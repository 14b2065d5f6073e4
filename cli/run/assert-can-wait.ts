import { ConfigurationError } from '../../src/domain/errors.ts';

interface Waiting {
  readonly wait?: boolean;
  readonly local?: boolean;
  readonly report?: string;
}

/** @throws {ConfigurationError} where `--no-wait` would leave undone what else was asked for. */
export function assertCanWait({ wait, local, report }: Waiting): void {
  if (wait !== false) return;
  if (local) {
    const cure = 'Leave one of the two out.';
    throw new ConfigurationError('--no-wait with --local: a run goes on only as long as this process does.', cure);
  }
  if (report !== undefined) {
    const cure = 'Leave it out, and ask for it later: eks-scheduler report RUN.';
    throw new ConfigurationError('--report with --no-wait: there is no report before the run is over.', cure);
  }
}
