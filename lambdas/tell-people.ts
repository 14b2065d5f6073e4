import type { NoticeMessage, Notices } from '../src/aws/ports.ts';
import { thrownByPhase } from './thrown-by-phase.ts';

/**
 * Publishes a message. A topic that refuses it, is throttled or is gone must not fail the run that it is about.
 *
 * @returns Null, or in words why people were not told: for the report and the log.
 */
export async function tellPeople(notices: Notices, message: NoticeMessage): Promise<string | null> {
  try {
    await notices.publish(message);
    return null;
  } catch (error) {
    const { name, message: words } = thrownByPhase(error);
    return `Nobody was told "${message.subject}": ${name}: ${words}`;
  }
}
