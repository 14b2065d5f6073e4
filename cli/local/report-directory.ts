import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

export const usualReports = 'reports';

/** The bucket keeps them in a folder of this name; here the directory is that folder. */
const folder = 'reports/';

/** Where a file is that has this address in the bucket: `s3://<bucket>/reports/shop-dev/….json`. Another address is left as it is. */
export function reportFile(directory: string, address: string): string {
  const key = /^s3:\/\/[^/]+\/(.+)$/.exec(address)?.[1];
  return key?.startsWith(folder) ? join(directory, key.slice(folder.length)) : address;
}

/** Writes what is put into the reports' bucket as files below `directory`. */
export function reportDirectory(directory: string): (key: string, body: Buffer) => void {
  const root = resolve(directory);
  return (key, body) => {
    const file = join(root, key.startsWith(folder) ? key.slice(folder.length) : key);
    if (!file.startsWith(root + sep)) throw new Error(`"${key}" is no name for a report.`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  };
}
