import { ConfigurationError } from '../src/domain/errors.ts';

/** What a deployment tells its functions. */
export interface Environment {
  readonly tableName: string;
  readonly reportsBucket: string;
  /** ARN of the topic that people subscribe to. */
  readonly topicArn: string;
  /**
   * Name (not ARN) of the role that every phase assumes in the cluster's account, behind its path where it has one. Null: every phase
   * acts with the credentials that it has itself, as a scheduler in a person's own process does.
   */
  readonly accessRoleName: string | null;
  /** What is sent along when that role is assumed; null: nothing. */
  readonly externalId: string | null;
  /** The region of the function, the table and the state machines. */
  readonly region: string;
  readonly logLevel: LogLevel;
}

export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Reads the environment once, as a frozen object.
 *
 * @throws {ConfigurationError} that names the variable which is missing.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const required = (name: string): string => {
    const value = variables[name];
    if (value) return value;
    throw new ConfigurationError(
      `Environment variable ${name} is not set.`,
      'Deploy the functions with the stack of this project.',
    );
  };
  return Object.freeze({
    tableName: required('TABLE_NAME'),
    reportsBucket: required('REPORTS_BUCKET'),
    topicArn: required('TOPIC_ARN'),
    accessRoleName: variables.ACCESS_CREDENTIALS === 'own' ? null : required('ACCESS_ROLE_NAME'),
    externalId: variables.EXTERNAL_ID || null,
    region: required('AWS_REGION'),
    logLevel: logLevelOf(variables.POWERTOOLS_LOG_LEVEL),
  });
}

/** INFO unless said otherwise; WARNING is what the documentation calls WARN. */
function logLevelOf(text: string | undefined): LogLevel {
  const wanted = text?.toUpperCase() === 'WARNING' ? 'WARN' : text?.toUpperCase();
  return logLevels.find((level) => level === wanted) ?? 'INFO';
}
