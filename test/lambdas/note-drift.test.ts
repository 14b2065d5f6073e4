import { describe, expect, test } from '@jest/globals';
import { noteDrift } from '../../lambdas/note-drift.ts';
import { type Drift, driftOf } from '../../src/domain/drift.ts';

const nothing = () => undefined;
const aDrift = (name: string, found: string): Drift =>
  driftOf('webhook', name, { recorded: 'Fail', found, result: found });

/** What a pass notes after one that noted this. */
async function notedAfter(
  before: Readonly<Record<string, unknown>>,
  drift: readonly Drift[],
): Promise<Map<string, unknown>> {
  const facts = new Map<string, unknown>();
  const notes = {
    did: nothing,
    warn: nothing,
    count: nothing,
    info: nothing,
    fact: (key: string, value: unknown) => void facts.set(key, value),
  };
  await noteDrift({ notes, remembered: async () => before }, 'webhook', drift);
  return facts;
}

describe('the drift of a run', () => {
  test('keeps what earlier passes found', async () => {
    const [first, second] = [aDrift('guard', 'Ignore'), aDrift('audit', 'Ignore')];
    const facts = await notedAfter({ webhookDrift: [first] }, [second]);
    expect(facts.get('webhookDrift')).toEqual([first, second]);
  });

  test('has each thing once, as the last pass found it', async () => {
    const facts = await notedAfter({ webhookDrift: [aDrift('guard', 'Ignore')] }, [aDrift('guard', 'gone again')]);
    expect(facts.get('webhookDrift')).toEqual([aDrift('guard', 'gone again')]);
  });

  test('of one kind leaves that of another alone, and a pass without any notes nothing', async () => {
    const before = { autoscalerDrift: [aDrift('ca', '3 replicas')] };
    expect([...(await notedAfter(before, [aDrift('guard', 'Ignore')])).keys()]).toEqual(['webhookDrift']);
    expect((await notedAfter(before, [])).size).toBe(0);
  });
});
