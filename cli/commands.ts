import type { Command } from 'commander';
import { abortCommand } from './abort.ts';
import { accessCommand } from './access.ts';
import { completionCommand } from './completion.ts';
import { configCommand } from './config.ts';
import { doctorCommand } from './doctor.ts';
import { redriveCommand } from './redrive.ts';
import { rehearseCommand } from './rehearse.ts';
import { reportCommand } from './report.ts';
import { runsCommand } from './runs.ts';
import { sandboxCommand } from './sandbox.ts';
import { snapshotCommand } from './snapshot.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { stopCommand } from './stop.ts';
import { unlockCommand } from './unlock.ts';

/** Says what the command line ends with. */
export type Settle = (exitCode: number) => void;

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly ((settle: Settle) => Command)[] = [
  stopCommand,
  startCommand,
  statusCommand,
  runsCommand,
  reportCommand,
  redriveCommand,
  abortCommand,
  unlockCommand,
  doctorCommand,
  accessCommand,
  configCommand,
  snapshotCommand,
  rehearseCommand,
  sandboxCommand,
  completionCommand,
];
