import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningClock } from '../../../sandbox/clock/running-clock.ts';
import { snapshotWorld, type WorldSnapshot } from '../../../sandbox/night/world-snapshot.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts';
import type { World } from '../../../sandbox/world.ts';
import { callersEnvironment } from '../callers-environment.ts';

/** So many times faster than the wall the cluster lives, and so many times shorter the waits of a run are. */
const hurry = 120;

/** A cluster and an AWS that live on while commands with `--local` come and go, and what they need of their environment. */
export interface LocalCluster {
  readonly sandbox: Sandbox;
  /** A folder of its own, for state and reports. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `--local` with the state in a file of this name. */
  inFile(name: string): string[];
  snapshot(): WorldSnapshot;
  close(): Promise<void>;
}

export async function aLocalCluster(world: World): Promise<LocalCluster> {
  const sandbox = await startSandbox({ world, clock: new RunningClock(hurry) });
  const directory = mkdtempSync(join(tmpdir(), 'local-'));
  return {
    sandbox,
    directory,
    environment: {
      ...callersEnvironment(sandbox.awsUrl),
      SCHEDULER_LOCAL_WAITS: String(hurry),
      XDG_STATE_HOME: directory,
    },
    inFile: (name) => ['--local', '--state', join(directory, name), '--reports', join(directory, 'reports')],
    snapshot: () => snapshotWorld(sandbox.kubernetes.api, sandbox.eks.snapshot()),
    close: async () => {
      await sandbox.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
