import type { FunctionDefinition } from '../../sandbox/deployment/load-deployment.ts';

interface LocalFunctions {
  readonly region: string;
  /** Where this process answers for services, by the names that the SDK has for them: `DYNAMODB`, `SFN`, … */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly tableName: string;
  /** Null: the functions act as the caller. */
  readonly accessRole: string | null;
}

/** Set for this process: the configuration is read already, and a thread takes other options than Node. */
const notForFunctions = /^(EKS_|NODE_OPTIONS$|AWS_REGION$|AWS_DEFAULT_REGION$)/;

/** The caller's environment as far as the SDK may need it: keys, profiles, proxies, endpoints; and this process for the rest. */
export function callersEnvironment(
  caller: Readonly<Record<string, string | undefined>>,
  { region, endpoints }: Pick<LocalFunctions, 'region' | 'endpoints'>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(caller)) {
    if (value !== undefined && !notForFunctions.test(name)) environment[name] = value;
  }
  for (const [service, url] of Object.entries(endpoints)) environment[`AWS_ENDPOINT_URL_${service}`] = url;
  environment.AWS_REGION = region;
  return environment;
}

/** A function as it is deployed, with its table and whose rights it uses. */
export function localFunction(
  definition: FunctionDefinition,
  { tableName, accessRole }: Pick<LocalFunctions, 'tableName' | 'accessRole'>,
): FunctionDefinition {
  const { ACCESS_ROLE_NAME: _, ...environment } = definition.environment;
  const access = accessRole === null ? { ACCESS_CREDENTIALS: 'own' } : { ACCESS_ROLE_NAME: accessRole };
  return { ...definition, environment: { ...environment, TABLE_NAME: tableName, ...access } };
}
