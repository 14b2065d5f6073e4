import { statSync, writeFileSync } from 'node:fs';
import { dirname, extname, format, parse } from 'node:path';
import { ConfigurationError } from '../src/domain/errors.ts';
import { type ReportFormat, reportFormats } from '../src/report/formats.ts';
import type { Report } from '../src/report/report.ts';

/** What a rehearsal is told to do with the reports of its runs. */
export interface ReportFiles {
  readonly listener: { readonly onReport?: (report: Report) => void };
  /** The files that were written so far. */
  readonly written: readonly string[];
}

/**
 * Writes the report of each run to the file that a person named, if any, in the format that its extension says. Of a night, which is two
 * runs, the name has the action in it: `night-stop.html` and `night-start.html`.
 *
 * @throws {ConfigurationError} at once, before anything has run, where the file could not be written.
 */
export function reportFiles(file: string | undefined, isNight: boolean): ReportFiles {
  const written: string[] = [];
  if (file === undefined) return { listener: {}, written };
  const render = formatOf(file).render;
  const onReport = (report: Report) => {
    const { dir, name, ext } = parse(file);
    const own = isNight ? format({ dir, name: `${name}-${report.run.action}`, ext }) : file;
    writeFileSync(own, render(report));
    written.push(own);
  };
  return { listener: { onReport }, written };
}

function formatOf(file: string): ReportFormat {
  const known = reportFormats.find(({ extension }) => `.${extension}` === extname(file));
  const folder = dirname(file);
  if (!known) {
    const extensions = reportFormats.map(({ extension }) => `.${extension}`).join(', ');
    throw new ConfigurationError(`--report ${file}: no format has that extension.`, `Write one of ${extensions}.`);
  }
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ConfigurationError(`--report ${file}: there is no folder ${folder}.`, 'Make it, or name another.');
  }
  return known;
}
