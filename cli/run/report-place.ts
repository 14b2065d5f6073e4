import { mkdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { reportFormats } from '../../src/report/formats.ts';
import type { Report } from '../../src/report/report.ts';
import { sortingName, writeReport } from '../report/report-output.ts';

/** Where the report of a run is to be written. */
export interface ReportPlace {
  readonly isWanted: boolean;
  /**
   * Writes it and answers the files.
   *
   * @throws {ConfigurationError} where it can be written no more.
   */
  write(report: Report): string[];
}

/**
 * Reads `--report`: a file, whose extension says the format, or a folder (one that exists, or a name that ends with `/`), which gets all
 * formats under a name that sorts: `20261123T200005Z-shop-dev-stop.html`.
 *
 * @throws {ConfigurationError} at once, before anything has run, where it could not be written.
 */
export function reportPlace(path: string | undefined): ReportPlace {
  if (path === undefined) return { isWanted: false, write: () => [] };
  if (isFolder(path)) {
    makeFolder(path);
    return {
      isWanted: true,
      write: (report) => reportFormats.map((format) => written(folderName(path, report, format), format, report)),
    };
  }
  const format = reportFormats.find(({ extension }) => `.${extension}` === extname(path));
  if (!format) {
    const extensions = reportFormats.map(({ extension }) => `.${extension}`).join(', ');
    throw new ConfigurationError(
      `--report ${path}: no format has that extension, and it is no folder.`,
      `Write one of ${extensions}, or a folder: ${path}/.`,
    );
  }
  if (!isFolder(dirname(path))) {
    throw new ConfigurationError(`--report ${path}: there is no folder ${dirname(path)}.`, 'Make it, or name another.');
  }
  return { isWanted: true, write: (report) => [written(path, format, report)] };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`--report ${path}: ${says}.`, 'Name another folder.', { cause: error });
  }
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function folderName(folder: string, { run }: Report, { extension }: (typeof reportFormats)[number]): string {
  return join(folder, `${sortingName(run)}.${extension}`);
}

function written(file: string, { render }: (typeof reportFormats)[number], report: Report): string {
  writeReport(file, render(report));
  return file;
}
