import { loadFile } from '../../src/config/load-configuration.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { NotificationSettings } from '../../src/domain/run-settings.ts';

/**
 * Which notices the deployed configuration wants, for an execution that is no run. Undefined, so that everything is sent, where the
 * configuration itself is wrong: that may be just what people have to be told.
 */
export function deployedNotifications(given: {
  readonly configurationText: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): NotificationSettings | undefined {
  try {
    return loadFile(given.configurationText, given.environment).notifications;
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
