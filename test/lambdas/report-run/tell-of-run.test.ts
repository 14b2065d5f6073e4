import { expect, test } from '@jest/globals';
import { requestedRun } from '../../../lambdas/prepare-run/requested-run.ts';
import { tellOfRun } from '../../../lambdas/report-run/tell-of-run.ts';
import type { NoticeMessage } from '../../../src/aws/ports.ts';
import type { Run } from '../../../src/domain/run.ts';
import { address, aMorningReport } from '../../notices/a-notice.ts';
import { anEntry } from '../../report/a-journal.ts';
import { aRun, noon } from '../a-wiring.ts';

function aContext(run: Partial<Run> = {}, refusal: Error | null = null) {
  const sent: NoticeMessage[] = [];
  const facts: Record<string, unknown> = {};
  const warnings: string[] = [];
  const nothing = () => undefined;
  const notes = {
    ...{ did: nothing, count: nothing, info: nothing },
    warn: (message: string) => void warnings.push(message),
    fact: (key: string, value: unknown) => {
      facts[key] = value;
    },
  };
  const publish = async (message: NoticeMessage) => {
    if (refusal) throw refusal;
    sent.push(message);
  };
  return { run: aRun(run), notices: { publish }, notes, sent, facts, warnings };
}

test('people are told, and the journal says so', async () => {
  const context = aContext();
  expect(await tellOfRun(context, [], aMorningReport(), address)).toBeNull();
  expect(context.sent).toMatchObject([{ subject: 'EKS Scheduler: shop-dev is awake' }]);

  const again = aContext();
  const entries = [anEntry({ phase: 'report-run', title: 'Report run', status: 'failed', facts: context.facts })];
  expect(await tellOfRun(again, entries, aMorningReport(), address)).toBeNull();
  expect(again.sent).toEqual([]);
});

test('a topic that refuses is a warning that names the cause; the next attempt tells again', async () => {
  const context = aContext({}, new Error('Topic does not exist'));
  const problem = await tellOfRun(context, [], aMorningReport(), address);
  expect(problem).toBe('Nobody was told "EKS Scheduler: shop-dev is awake": Error: Topic does not exist');
  expect(context).toMatchObject({ warnings: [problem], facts: {} });
});

test('nobody is told of a dry run', async () => {
  const context = aContext({ dryRun: true });
  expect(await tellOfRun(context, [], aMorningReport(), address)).toBeNull();
  expect(context).toMatchObject({ sent: [], facts: {} });
});

test('what the configuration switches off is not sent', async () => {
  const event = {
    ...({ action: 'start', step: 1, input: { cluster: 'dev' } } as const),
    execution: { arn: aRun().executionArn, name: 'monday', startedAt: noon.toISOString() },
  };
  const asked = (configurationText: string) =>
    requestedRun({ event, accountId: '111122223333', region: 'eu-west-1', configurationText, environment: {} }).run;
  const told = async (configurationText: string) => {
    const context = aContext(asked(configurationText));
    await tellOfRun(context, [], aMorningReport(), address);
    return context.sent.length;
  };
  expect(await told('')).toBe(1);
  expect(await told('notifications: { success: false }')).toBe(0);
});
