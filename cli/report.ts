import { Command, Option } from 'commander';
import { type ClusterFilter, withClusterFilter } from './cluster-filter.ts';
import { exitCodes } from './exit-codes.ts';
import type { FormatName } from './report/report-output.ts';
import { type StateOptions, withDeployment, withStateOptions } from './state-options.ts';
import { print, tell } from './terminal.ts';

interface ReportOptions extends StateOptions, ClusterFilter {
  readonly format?: FormatName;
  readonly output?: string;
}

/** `eks-scheduler report`: what a run did, in any format. It changes nothing but the file that it is told to write. */
export function reportCommand(settle: (exitCode: number) => void): Command {
  const command = new Command('report')
    .description('Show the report of a run: what it did, what it cost in time, what is still to be done.')
    .argument('[run]', 'name or ARN of its execution, as `runs` lists it (default: the newest run)');
  return withStateOptions(withClusterFilter(command))
    .addOption(
      new Option('--format <format>', 'default: text, or what --output says').choices(['text', 'html', 'json', 'csv']),
    )
    .option(
      '--output <file>',
      'a file, whose extension says the format; a directory such as reports/ (HTML); or -',
      '-',
    )
    .addHelpText(
      'after',
      `
The report is the one in the bucket; where that is gone or out of reach, it is made from the journal, and said so. A run that still goes
on has a report so far. A file in a directory is named so that it sorts: 20261123T200005Z-shop-dev-stop.html
It only reads, with your own credentials: lambda:GetFunctionConfiguration, states:DescribeExecution, s3:GetObject of the report bucket,
and of the state table dynamodb:Scan, dynamodb:Query and dynamodb:GetItem, with kms:Decrypt of the key of both.

Examples:
  $ eks-scheduler report
  $ eks-scheduler report --cluster shop-dev --format json
  $ eks-scheduler report --output reports/`,
    )
    .action(async (named: string | undefined, options: ReportOptions) => {
      await showReport(named, options);
      settle(exitCodes.done);
    });
}

async function showReport(named: string | undefined, options: ReportOptions): Promise<void> {
  const [{ findRun }, { reportOfRun }, { reportOutput, writeReport }] = await Promise.all([
    import('./report/find-run.ts'),
    import('./report/report-of-run.ts'),
    import('./report/report-output.ts'),
  ]);
  const output = reportOutput(options.output, options.format);
  const { run, found } = await withDeployment(options, async (deployment) => {
    const meant = await findRun(deployment, named, options);
    return { run: meant, found: await reportOfRun(deployment, meant, output.format) };
  });
  if (found.remark !== null) tell(found.remark);
  const file = output.fileFor(run);
  if (file === null) return print(found.text.replace(/\n$/, ''));
  writeReport(file, found.text);
  print(`Report: ${file}`);
}
