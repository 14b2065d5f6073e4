import { describe, expect, test } from '@jest/globals';
import { messageOf } from '../../src/notices/message-of.ts';
import { noticeOfFleet } from '../../src/notices/notice-of-fleet.ts';
import { subjectOf } from '../../src/notices/subject-of.ts';
import type { FleetReport } from '../../src/report/fleet.ts';
import { anEntry } from '../report/a-journal.ts';
import { address, aFailureNotice, aMorningReport, aRunNotice, cure, wokenByHand } from './a-notice.ts';

describe('a message', () => {
  const { subject, bodies, attributes } = messageOf(aFailureNotice());

  test('has text for people', () => {
    expect(bodies.default).toContain('The stop of shop-dev');
    expect(bodies.email).toBe(bodies.default);
    expect(bodies.sms).toBe(subject);
  });

  test('has one document for programs, whichever way they get it', () => {
    expect(JSON.parse(bodies.sqs ?? '')).toMatchObject({
      ...{ version: 1, kind: 'failure', action: 'stop', status: 'failed', cluster: 'shop-dev', severity: 'error' },
      ...{ error: 'NodeGroupError', state: 'Scale node group', redriveCommand: 'eks-scheduler redrive evening' },
    });
    expect(new Set([bodies.lambda, bodies.sqs, bodies.firehose]).size).toBe(1);
  });

  test('has attributes to filter by', () => {
    expect(attributes).toEqual({
      ...{ action: 'stop', status: 'failed', cluster: 'shop-dev', severity: 'error' },
      ...{ kind: 'failure', kinds: ['failure'] },
    });
    expect(messageOf(aRunNotice({}, [wokenByHand()])).attributes).toMatchObject({
      kind: 'deviation',
      kinds: ['deviation', 'action', 'success'],
    });
  });
});

describe('the body for HTTPS', () => {
  const chat = (notice = aFailureNotice()) => JSON.parse(messageOf(notice).bodies.https ?? '');

  test('is what chat applications show: their schema, with the next steps and one thread for an execution', () => {
    expect(chat()).toMatchObject({
      ...{ version: '1.0', source: 'custom' },
      content: {
        textType: 'client-markdown',
        title: '❌ The stop of shop-dev failed at Scale node group',
        nextSteps: [cure, '`eks-scheduler redrive evening`'],
      },
      metadata: { eventType: 'failure', threadId: expect.stringContaining(':evening') },
    });
  });

  test('holds the values of the document, each as text', () => {
    const { additionalContext } = chat().metadata;
    expect(additionalContext).toMatchObject({ runId: 'evening', seconds: '250', error: 'NodeGroupError' });
    expect(Object.values(additionalContext).every((value) => typeof value === 'string')).toBe(true);
  });

  test('lets nobody call a whole channel by an error', () => {
    const { content } = chat(aFailureNotice({ message: '<!channel> ``` & more' }));
    expect(content.description).toContain("&lt;!channel&gt; ''' &amp; more");
    expect(content.description.match(/```/g)).toHaveLength(2);
  });
});

describe('the size', () => {
  const long = '\u20ac'.repeat(5_000);
  const many = Array.from({ length: 300 }, (_, index) => `${index} ${long}`);

  test('stays far below the 256 KB that SNS takes, however much there is to say', () => {
    const entry = anEntry({ phase: 'drain-nodes', title: 'Drain nodes', warnings: many });
    const report = aMorningReport({ nodeGroups: [] }, [entry]);
    const notice = aFailureNotice({ message: long.repeat(3), report: { report, address } });
    const message = messageOf(notice);
    expect(Buffer.byteLength(JSON.stringify(message.bodies))).toBeLessThan(128 * 1024);
    const { content } = JSON.parse(message.bodies.https ?? '');
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8_000);
    expect(message.bodies.default).toContain('290 more');
  });

  test('of a fleet stays there too: a mail has the failed ones first, and says how many more there are', () => {
    const clusters = Array.from({ length: 500 }, (_, index) => ({
      ...{ account: '111122223333', region: 'eu-west-1', cluster: `cluster-${index}`, run: `run-${index}` },
      ...({ status: 'failed', error: 'DrainBlockedError', cause: long } as const),
    }));
    const report: FleetReport = {
      fleet: {
        ...{ id: 'monday', executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-fleet:monday' },
        ...{ action: 'stop', dryRun: false, schedule: null },
        ...{ startedAt: '2026-11-23T20:00:00.000Z', endedAt: '2026-11-23T20:20:00.000Z' },
      },
      counts: { clusters: 500, done: 0, skipped: 0, failed: 500 },
      warnings: many,
      clusters,
    };
    const { subject, bodies, attributes } = messageOf(noticeOfFleet(report, 's3://reports/reports/_fleet/monday.json'));
    expect(Buffer.byteLength(JSON.stringify(bodies))).toBeLessThan(128 * 1024);
    expect(subject).toBe('EKS Scheduler: stop of 500 clusters: 500 FAILED, 0 done, 0 skipped');
    expect(attributes).toMatchObject({ kind: 'summary', kinds: ['summary', 'failure', 'warning'], severity: 'error' });
    expect(JSON.parse(bodies.sqs ?? '').fleet).toMatchObject({ clusters: 500, failed: 500 });
  });
});

describe('a subject', () => {
  test('is cut in the name of the cluster, not in what happened to it', () => {
    const name = 'c'.repeat(100);
    const subject = subjectOf(`start of ${name} failed at Wait for nodes`, name);
    expect(subject.length).toBeLessThanOrEqual(100);
    expect(subject).toMatch(/^EKS Scheduler: start of c+\.\.\. failed at Wait for nodes$/);
  });

  test('is ASCII on one line', () => {
    expect(subjectOf('stop of dév\nfailed')).toBe('EKS Scheduler: stop of d?v?failed');
    expect(subjectOf('x'.repeat(300)).length).toBeLessThanOrEqual(100);
  });
});
