import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningClock } from '../../../sandbox/clock/running-clock.ts';
import { snapshotWorld, type WorldSnapshot } from '../../../sandbox/night/world-snapshot.ts';
import { credentials, place, type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts';
import type { World } from '../../../sandbox/world.ts';

/** So many times faster than the wall the cluster lives, and so many times shorter the waits of a run are. */
const hurry = 120;

/** A cluster and an AWS that live on while commands with `--local` come and go, and what they need of their environment. */
export interface LocalCluster {
  readonly sandbox: Sandbox;
  /** A folder of its own, for state and reports. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
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
      AWS_ENDPOINT_URL: sandbox.awsUrl,
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      SCHEDULER_LOCAL_WAITS: String(hurry),
      XDG_STATE_HOME: directory,
    },
    snapshot: () => snapshotWorld(sandbox.kubernetes.api, sandbox.eks.snapshot()),
    close: async () => {
      await sandbox.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
