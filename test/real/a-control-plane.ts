import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildControlPlane } from '../../sandbox/control-plane/build.ts';
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from '../../sandbox/control-plane/start-control-plane.ts';

/** An empty cluster. */
export async function aControlPlane(
  options: Partial<Pick<ControlPlaneOptions, 'silence' | 'authenticate' | 'findPorts'>> = {},
): Promise<ControlPlane> {
  const binaries = await buildControlPlane((line) => process.stderr.write(`${line}\n`));
  return startControlPlane({ binaries, adminToken: 'admin', authenticate: () => null, ...options });
}

/** What is still there of a control plane: its folder, and every process that was started with it. */
export function remainsOf(folder: string): string[] {
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  return [...processes.filter((line) => line.includes(folder)), ...(existsSync(folder) ? [folder] : [])];
}

/** Starts a control plane in a process of its own. */
export async function aControlPlaneElsewhere(): Promise<{
  readonly folder: string;
  kill(signal: NodeJS.Signals): void;
}> {
  const program = fileURLToPath(new URL('run-control-plane.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  for await (const folder of createInterface({ input: child.stdout })) {
    return { folder, kill: (signal) => void child.kill(signal) };
  }
  throw new Error('The other process ended before its control plane was up.');
}
