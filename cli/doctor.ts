import { Command, InvalidArgumentError } from 'commander';
import { usualRegion } from '../src/aws/caller.ts';
import { examine } from './doctor/examine.ts';
import { findingsText } from './doctor/finding.ts';
import { exitCodes } from './exit-codes.ts';
import { regionOption } from './region-option.ts';

interface DoctorOptions {
  readonly region?: string;
  readonly table?: string;
  readonly json?: boolean;
}

/** `eks-scheduler doctor`: says what is wrong with a deployment, who sleeps, and what to type. It changes nothing. */
export function doctorCommand(settle: (exitCode: number) => void): Command {
  return new Command('doctor')
    .description('Say what is wrong with a deployment and how to mend it, and which clusters sleep right now.')
    .addOption(regionOption())
    .option('--table <name>', 'the state table (default: the one of the function eks-scheduler-take-stock)', parseTable)
    .option('--json', 'one JSON document: a list of check, level, says and cure')
    .addHelpText(
      'after',
      `
It only reads, with your own credentials: states:DescribeStateMachine, states:DescribeExecution, scheduler:ListSchedules,
dynamodb:Query on the table's indexes with kms:Decrypt of its key, and, without --table, lambda:GetFunctionConfiguration.
It ends with 1 where something is an error, and with 0 where there are warnings alone.

Examples (in a terminal with the lines that \`eks-scheduler sandbox\` prints, they work there):
  $ eks-scheduler doctor
  $ eks-scheduler doctor --json
  $ eks-scheduler doctor --region eu-west-1`,
    )
    .action(async ({ region, table, json }: DoctorOptions) => {
      const findings = await examine({ region: region ?? (await usualRegion()), ...(table ? { table } : {}) });
      process.stdout.write(json ? `${JSON.stringify({ findings }, null, 2)}\n` : findingsText(findings));
      settle(findings.some(({ level }) => level === 'error') ? exitCodes.failed : exitCodes.done);
    });
}

function parseTable(text: string): string {
  if (/^[\w.-]{3,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Write the name of a table: letters, digits, _ . and -, from 3 to 255.');
}
