import type { ReportBucket, RunIdentity } from '../aws/ports.ts';
import { reportFormats } from './formats.ts';
import type { Report } from './report.ts';
import { reportName } from './report-name.ts';

/** Stores a report in every format under one name, and answers the address of the JSON. Safe to repeat: it is written again. */
export async function putReport(bucket: ReportBucket, run: RunIdentity, report: Report): Promise<string> {
  const [json, ...others] = reportFormats;
  const name = reportName(run);
  const put = ({ extension, contentType, render }: (typeof reportFormats)[number]) =>
    bucket.put(`${name}.${extension}`, render(report), contentType);
  const address = await put(json);
  for (const format of others) await put(format);
  return address;
}
