import type { Command } from 'commander';
import { accessCommand } from './access.ts';
import { doctorCommand } from './doctor.ts';
import { rehearseCommand } from './rehearse.ts';
import { sandboxCommand } from './sandbox.ts';

/** Says what the command line ends with. */
export type Settle = (exitCode: number) => void;

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly ((settle: Settle) => Command)[] = [
  rehearseCommand,
  sandboxCommand,
  accessCommand,
  doctorCommand,
];
