import { Option } from 'commander';
import { regionName } from '../src/config/name-schemas.ts';
import { checked } from './checked.ts';

/** `--region` of every command that talks to a deployment. */
export function regionOption(): Option {
  return new Option(
    '--region <region>',
    'where the scheduler is deployed (default: the one that `aws` is set to)',
  ).argParser(checked(regionName));
}
