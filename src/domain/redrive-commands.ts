import { shellWord } from './shell-word.ts';

/** What a person types to have a failed execution go on: with this program, and with AWS' own. */
export function redriveCommands(executionArn: string): readonly [own: string, aws: string] {
  const [, , , region = '', , , , name = ''] = executionArn.split(':');
  return [
    `eks-scheduler redrive ${shellWord(name)}`,
    `aws stepfunctions redrive-execution --execution-arn ${shellWord(executionArn)} --region ${region}`,
  ];
}
