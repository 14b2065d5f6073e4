import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The size of a folder's files together, which is what Lambda unpacks. */
export function bytesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
