import { existsSync, renameSync } from 'node:fs';

/** Gives a finished folder its name. Another process may have made the same one meanwhile: then that one is as good. */
export function moveIntoPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
