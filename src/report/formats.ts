import { reportAsCsv } from './csv.ts';
import { reportAsHtml } from './html.ts';
import { reportAsJson } from './json.ts';
import type { Report } from './report.ts';
import { reportAsText } from './text.ts';

export interface ReportFormat {
  /** Of the file, without the dot. */
  readonly extension: 'json' | 'txt' | 'csv' | 'html';
  readonly contentType: string;
  readonly render: (report: Report) => string;
}

/** Every form of a report; JSON, which has all of it, is the first. */
export const reportFormats: readonly [ReportFormat, ...ReportFormat[]] = [
  { extension: 'json', contentType: 'application/json', render: reportAsJson },
  { extension: 'txt', contentType: 'text/plain; charset=utf-8', render: reportAsText },
  { extension: 'csv', contentType: 'text/csv; charset=utf-8', render: reportAsCsv },
  { extension: 'html', contentType: 'text/html; charset=utf-8', render: reportAsHtml },
];
