import type { JournalAction, JournalPass } from '../src/aws/ports.ts';
import type { Notes } from './phase.ts';
import type { PassLogger } from './wiring.ts';

export const dryRunMark = '[DRY RUN]';

/** Collects what one pass notes, and logs it as it happens. */
export interface RunNotes extends Notes {
  readonly taken: () => Pick<JournalPass, 'actions' | 'warnings' | 'counts' | 'facts'>;
}

export function runNotes(logger: PassLogger, dryRun: boolean): RunNotes {
  const actions: JournalAction[] = [];
  const warnings: string[] = [];
  const counts: Record<string, number> = {};
  const facts: Record<string, unknown> = {};
  const marked = (text: string) => (dryRun ? `${dryRunMark} ${text}` : text);
  return {
    did: (action) => {
      actions.push(action);
      logger.info(
        marked(`${action.verb} ${action.target}`),
        action.detail === undefined ? {} : { detail: action.detail },
      );
    },
    warn: (message) => {
      warnings.push(marked(message));
      logger.warn(marked(message));
    },
    count: (name, by = 1) => {
      counts[name] = (counts[name] ?? 0) + by;
    },
    fact: (key, value) => {
      facts[key] = value;
      logger.debug(marked(`fact ${key}`), { value: JSON.stringify(value) });
    },
    info: (message, detail = {}) => {
      logger.info(marked(message), { detail });
    },
    taken: () => ({ actions, warnings, counts, facts }),
  };
}
