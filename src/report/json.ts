import type { Report } from './report.ts';

/** The report as a JSON document, indented, with a line end. */
export function reportAsJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
