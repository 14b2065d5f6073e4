import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { connectToDeployment } from '../connect-to-deployment.ts';
import type { LocalOptions } from './local-deployment.ts';
import { openStateFile, readStateFile, type StateFile } from './state-file.ts';
import type { StatePlace } from './state-lines.ts';

/** Where the state of a scheduler in this process is. */
export interface LocalStore {
  /** Executions, and the items of the table where there is no other. */
  readonly file: StateFile;
  /** The name of the table that is deployed; null: the items are in the file. */
  readonly deployedTable: string | null;
}

/**
 * Opens the file that is named, or finds the table that is deployed: then only the executions are in a file, one for each account and
 * region in the caller's home.
 *
 * @throws {ConfigurationError} where there is neither, or the file cannot be had.
 */
export async function openLocalStore({ state, readOnly }: LocalOptions, place: StatePlace): Promise<LocalStore> {
  const open = (file: string): StateFile =>
    readOnly ? readStateFile(file, place) : openStateFile(file, place, Date.now());
  if (state !== undefined) return { file: open(state), deployedTable: null };
  const deployedTable = await tableDeployed(place.region);
  const file = join(stateHome(), `${place.account}-${place.region}.jsonl`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return { file: open(file), deployedTable };
}

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
function stateHome(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'eks-scheduler');
}

async function tableDeployed(region: string): Promise<string> {
  try {
    return await (await connectToDeployment(region)).tableName();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(
      `--local keeps what must come back in the table that is deployed, and there is none in region ${region}.`,
      'Name a file to keep it in: --state eks-scheduler-state.jsonl.',
      { cause: error },
    );
  }
}
