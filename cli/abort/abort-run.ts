import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describeExecution } from '../../src/aws/describe-execution.ts';
import { callAws } from '../../src/aws/errors-from-aws.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { chooseRun } from '../choose-run.ts';
import { confirmed } from '../confirm.ts';
import { connectToDeployment, type Deployment } from '../connect-to-deployment.ts';
import { exitCodes } from '../exit-codes.ts';
import { clusterOfInput } from '../follow/cluster-of-input.ts';
import type { Followed } from '../follow/followed.ts';
import { clusterWords, commandLine, type PlaceWords, placeIn } from '../follow/hints.ts';
import { print, printJson, tell } from '../terminal.ts';

export interface AbortOptions {
  readonly cluster?: string;
  readonly region?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `abort`: ends a running execution. Answers the exit code. */
export async function abortRun(run: string | undefined, options: AbortOptions): Promise<number> {
  const deployment = await connectToDeployment(options.region);
  const place = placeIn(options.region);
  const asked = { run, cluster: options.cluster };
  const followed = await chooseRun(deployment, asked, { kind: 'running', statuses: ['RUNNING'], isNewestMeant: false });
  const { status, input = '{}' } = (await describeExecution(deployment.clients.states, followed.arn)) ?? {};
  if (status !== 'RUNNING') {
    throw new ConfigurationError(
      `${followed.id} is ${status}: there is nothing to end.`,
      'eks-scheduler runs lists the runs.',
    );
  }
  const what = followed.machine === 'fleet' ? 'fleet' : followed.machine;
  if (!(await confirmed(`End the ${what} ${followed.id}?`, { yes: options.yes, otherwise: 'refuse' }))) {
    tell('Nothing was ended.');
    return exitCodes.done;
  }
  const command = new StopExecutionCommand({
    ...{ executionArn: followed.arn, error: 'Aborted' },
    cause: 'A person has ended it with eks-scheduler abort.',
  });
  await callAws('states:StopExecution', () => deployment.clients.states.send(command));
  const left = leftBehind(followed, input, deployment, place);
  if (options.json) printJson({ run: followed.id, executionArn: followed.arn, says: left.says, next: left.next });
  else if (!options.quiet) {
    print([left.says, ...left.next.flatMap(({ text, command: typed }) => [text, `  ${typed}`])].join('\n'));
  }
  return exitCodes.done;
}

/** What stays as it is, and what brings it back. */
function leftBehind({ id, machine }: Followed, input: string, home: Deployment, place: PlaceWords) {
  const cluster = clusterOfInput(input, home);
  const status = { text: 'To see how its clusters stand:', command: commandLine(place, 'status') };
  if (machine === 'fleet' || cluster === null) {
    return {
      says: `${id} is ended. No further cluster is begun; runs that were under way are ended as well, and leave their clusters half done.`,
      next: [status],
    };
  }
  const half = machine === 'stop' ? 'half asleep' : 'half awake';
  const start = {
    text: 'To wake it, whatever it had come to:',
    command: commandLine(place, 'start', ...clusterWords(cluster, home)),
  };
  const redrive = { text: 'Or to go on where it stood:', command: commandLine(place, 'redrive', id) };
  return {
    says: `${id} is ended. ${cluster.name} stays as it is: ${half}. What was recorded is kept.`,
    next: machine === 'stop' ? [start, redrive] : [{ ...redrive, text: 'To go on where it stood:' }],
  };
}
