import { ConfigurationError } from '../domain/errors.ts';
import { checkSchedules } from './check-schedules.ts';
import type { ConfigurationSource } from './configuration-source.ts';
import { sourceFromEnvironment } from './environment-layer.ts';
import { mergedOf } from './load-configuration.ts';
import { type Problem, WrongConfigurationError } from './problems.ts';
import type { Configuration } from './schema.ts';
import { sourceFromText } from './source-from-file.ts';

/** One thing wrong, as it is told. */
export interface Fault {
  readonly problem: string;
  /** `mine.yaml:12:3`; null where no single place is wrong. */
  readonly where: string | null;
  readonly cure: string;
}

/** What is to be known of a configuration before it is deployed. */
export interface Examined {
  /** Null where something is wrong. */
  readonly configuration: Configuration | null;
  /** File and environment, as far as they could be read. */
  readonly sources: readonly ConfigurationSource[];
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
  /** What was understood and needs nobody to do anything. */
  readonly notes: readonly string[];
}

/** More would not be read. */
const mostFaults = 200;

/**
 * Reads a configuration as a deployment does, and says everything about it at once.
 *
 * @param text Of the file, in the language that its extension says.
 * @param from The year that begins here is looked at for schedules that meet.
 */
export function examineConfiguration(
  text: string,
  file: string,
  variables: Readonly<Record<string, string | undefined>>,
  from: Date,
): Examined {
  const faults: Fault[] = [];
  const attempt = <T>(work: () => T): T | null => attempted(work, faults);
  const ofFile = attempt(() => sourceFromText(text, file));
  const ofEnvironment = attempt(() => sourceFromEnvironment(variables));
  const sources = [ofFile, ofEnvironment].filter((source) => source !== null);
  const remarks = sources.flatMap((source) => source.remarks);
  const told = (isWarning: boolean) =>
    remarks
      .filter((remark) => remark.isWarning === isWarning)
      .map(({ field, says, where }) => `${field}: ${says} (${where})`);
  const merged = faults.length > 0 ? null : attempt(() => mergedOf(sources.map(({ layer }) => layer)));
  const ofSchedules = merged && attempt(() => checkSchedules(merged, from));
  return {
    configuration: ofSchedules ? merged : null,
    sources,
    faults: faults.slice(0, mostFaults).map((fault) => placed(fault, ofFile)),
    warnings: [...told(true), ...(ofSchedules ?? [])],
    notes: told(false),
  };
}

function attempted<T>(work: () => T, faults: Fault[]): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    faults.push(...faultsOf(error));
    return null;
  }
}

function faultsOf(error: ConfigurationError): readonly Fault[] {
  if (!(error instanceof WrongConfigurationError)) {
    return [{ problem: error.problem, where: null, cure: error.cure }];
  }
  return error.findings.slice(0, mostFaults).map((finding) => faultOf(finding()));
}

function faultOf({ field, what, where, cure }: Problem): Fault {
  return { problem: `${field}: ${what}`, where, cure };
}

/** What several keys make wrong together is said of the file as a whole: here its place is known. */
function placed(fault: Fault, file: ConfigurationSource | null): Fault {
  const field = /^schedules\.\d+(\.[\w.]+)?(?=: )/.exec(fault.problem)?.[0];
  if (field === undefined || file === null || /:\d+:\d+$/.test(fault.where ?? '')) return fault;
  return { ...fault, where: file.whereOf(field.split('.')) };
}
