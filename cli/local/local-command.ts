import type { LocalOptions } from './local-deployment.ts';

/** What to type to go on with an execution: `eks-scheduler redrive <id> --local --state FILE`. */
export function redriveCommandOf(
  { state, region, configurationFile, reports, accessRole }: LocalOptions,
  execution: string,
): string {
  const name = execution.replace(/^.*:/, '');
  const said = { state, region, configuration: configurationFile, reports, 'access-role': accessRole };
  const options = Object.entries(said).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}`, quoted(value)],
  );
  return ['eks-scheduler', 'redrive', quoted(name), '--local', ...options].join(' ');
}

/** As a shell takes it as one word. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
