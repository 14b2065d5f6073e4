import { shellWord } from '../../src/domain/shell-word.ts';
import type { LocalOptions } from './local-deployment.ts';

/** What to type to go on with an execution: `eks-scheduler redrive <id> --local --state FILE`. */
export function redriveCommandOf(
  { state, region, configurationFile, reports, accessRole }: LocalOptions,
  execution: string,
): string {
  const name = execution.replace(/^.*:/, '');
  const said = { state, region, configuration: configurationFile, reports, 'access-role': accessRole };
  const options = Object.entries(said).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}`, shellWord(value)],
  );
  return ['eks-scheduler', 'redrive', shellWord(name), '--local', ...options].join(' ');
}
