import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { compactTime } from '../../src/domain/compact-time.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { type ReportFormat, reportFormats } from '../../src/report/formats.ts';
import type { KnownRun } from '../known-runs.ts';

/** As `--format` says it. */
export const formatNames = ['text', 'html', 'json', 'csv'] as const;
export type FormatName = (typeof formatNames)[number];

/** Where a report goes, and in which format. */
export interface ReportOutput {
  readonly format: ReportFormat;
  /** The file's name for this run; null: standard output. */
  fileFor(run: Pick<KnownRun, 'startedAt' | 'action' | 'cluster'>): string | null;
}

/**
 * Reads `--format` and `--output`. A directory (one that exists, or a name that ends with /) gets a file whose name sorts by time, HTML
 * unless it is said; the extension of a file says its format.
 *
 * @throws {ConfigurationError} where the two do not fit, or there is nothing to write into.
 */
export function reportOutput(output: string | undefined, named: FormatName | undefined): ReportOutput {
  if (output === undefined || output === '-') {
    return { format: formatCalled(named ?? 'text'), fileFor: () => null };
  }
  if (isDirectory(output)) {
    const format = formatCalled(named ?? 'html');
    return { format, fileFor: (run) => join(output, `${sortingName(run)}.${format.extension}`) };
  }
  return { format: formatOfFile(output, named), fileFor: () => output };
}

/** `20261123T200005Z-shop-dev-stop` */
export function sortingName({
  startedAt,
  cluster,
  action,
}: Pick<KnownRun, 'startedAt' | 'action' | 'cluster'>): string {
  return `${compactTime(startedAt)}-${cluster.name}-${action}`;
}

/** @throws {ConfigurationError} where the file cannot be written. */
export function writeReport(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    // Whatever the system says of it: a folder that is a file, a full disk, no right to write there.
    const says = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`${file} cannot be written: ${says}.`, 'Name another --output.', { cause: error });
  }
}

function isDirectory(output: string): boolean {
  return output.endsWith('/') || statSync(output, { throwIfNoEntry: false })?.isDirectory() === true;
}

function formatCalled(name: FormatName): ReportFormat {
  const extension = name === 'text' ? 'txt' : name;
  return reportFormats.find((format) => format.extension === extension) ?? reportFormats[0];
}

function formatOfFile(file: string, named: FormatName | undefined): ReportFormat {
  const known = reportFormats.find(({ extension }) => `.${extension}` === extname(file));
  if (named === undefined && known === undefined) {
    throw new ConfigurationError(
      `--output ${file}: no format has that extension.`,
      'Write one of .txt, .html, .json and .csv, say --format, or name a directory: reports/.',
    );
  }
  if (named !== undefined && known !== undefined && formatCalled(named) !== known) {
    throw new ConfigurationError(
      `--output ${file} is not ${named}.`,
      'Leave --format out, or write the file otherwise.',
    );
  }
  return named === undefined && known !== undefined ? known : formatCalled(named ?? 'text');
}
