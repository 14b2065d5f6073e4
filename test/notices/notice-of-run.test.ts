import { describe, expect, test } from '@jest/globals';
import { defaults } from '../../src/config/defaults.ts';
import { wantedNotice } from '../../src/notices/notice.ts';
import { anEntry } from '../report/a-journal.ts';
import { aMorningReport, aRunNotice, wokenByHand } from './a-notice.ts';

const aWarning = anEntry({
  phase: 'wait-for-tier',
  title: 'Wait for tier',
  step: 6,
  warnings: ['CoreDNS has one pod.'],
});
const aftermath = aMorningReport().aftermath;
const relaxed = { aftermath: { ...aftermath, relaxedWebhooks: ['Validating/policies/validate.policies'] } };

describe('a morning that went well', () => {
  const { kinds, severity, subject, text, facts } = aRunNotice();

  test('is a success and nothing else', () => {
    expect({ kinds, severity }).toEqual({ kinds: ['success'], severity: 'info' });
    expect(subject).toBe('EKS Scheduler: shop-dev is awake');
  });

  test('says to people what is back, how long it took, what was spared and where the report is', () => {
    expect(text.split('\n')[0]).toBe('shop-dev is awake: 5 nodes brought back.');
    expect(text).toContain('shop-dev (111122223333, eu-west-1) took 9 min 7 s');
    expect(text).toContain('  apps 0 -> 5');
    expect(text).toContain('Spared by this sleep: 60 node-hours');
    expect(text).toContain('Report: s3://reports/reports/shop-dev/20261124T060000Z-start-morning.html');
    expect(text).not.toMatch(/warning|relaxed|Changed by/i);
  });

  test('says the same to programs', () => {
    expect(facts).toMatchObject({
      ...{ action: 'start', status: 'succeeded', cluster: 'shop-dev', account: '111122223333', region: 'eu-west-1' },
      ...{ runId: 'morning', seconds: 547, warnings: [], reason: null, error: null, redriveCommand: null },
      reportAddress: 's3://reports/reports/shop-dev/20261124T060000Z-start-morning.json',
    });
  });
});

describe('a run is told as', () => {
  test('a warning where it has warnings, and as a success all the same', () => {
    const { kinds, severity, subject, text, facts } = aRunNotice({}, [aWarning]);
    expect({ kinds, severity }).toEqual({ kinds: ['warning', 'success'], severity: 'warning' });
    expect(subject).toBe('EKS Scheduler: shop-dev is awake, with 1 warning');
    expect(text).toContain('Warnings:\n  CoreDNS has one pod.');
    expect(facts.warnings).toEqual(['CoreDNS has one pod.']);
  });

  test('a deviation and an action where somebody had woken a node group', () => {
    const { kinds, text } = aRunNotice({}, [wokenByHand()]);
    expect(kinds).toEqual(['deviation', 'action', 'success']);
    expect(text).toContain('node group apps: was desired 5, is desired 7 (kept)');
  });

  test('an action where a webhook stays relaxed, which is worth a look', () => {
    const { kinds, severity, text } = aRunNotice(relaxed);
    expect({ kinds, severity }).toEqual({ kinds: ['action', 'success'], severity: 'warning' });
    expect(text).toContain('Validating/policies/validate.policies');
  });

  test('no action where it is a stop, or did nothing: then webhooks wait for the morning', () => {
    expect(aRunNotice({ ...relaxed, run: { ...aMorningReport().run, action: 'stop' } }).kinds).toEqual(['success']);
    expect(aRunNotice({ ...relaxed, status: 'skipped' }).kinds).toEqual(['deviation']);
  });

  test('an action where it deleted pods that no eviction could have removed', () => {
    const { kinds, text } = aRunNotice({ pods: { ...aMorningReport().pods, residual: 3 } });
    expect(kinds).toEqual(['action', 'success']);
    expect(text).toContain('3 deleted, because no eviction could ever have removed them');
  });

  test('a deviation alone where it was skipped, with the reason', () => {
    const { kinds, severity, subject, facts } = aRunNotice({ status: 'skipped', reason: 'already awake' });
    expect({ kinds, severity }).toEqual({ kinds: ['deviation'], severity: 'info' });
    expect(subject).toBe('EKS Scheduler: start of shop-dev skipped: already awake');
    expect(facts).toMatchObject({ status: 'skipped', reason: 'already awake' });
  });
});

describe('the switches', () => {
  const only = (...kinds: readonly string[]) => ({
    ...defaults.notifications,
    ...Object.fromEntries(Object.keys(defaults.notifications).map((kind) => [kind, kinds.includes(kind)])),
  });

  test('leave only the kinds that are on, and nothing where none is', () => {
    const notice = aRunNotice(relaxed, [aWarning]);
    expect(notice.kinds).toEqual(['warning', 'action', 'success']);
    expect(wantedNotice(notice, defaults.notifications)?.kinds).toEqual(['warning', 'success']);
    expect(wantedNotice(notice, only('action'))?.kinds).toEqual(['action']);
    expect(wantedNotice(notice, only('failure', 'summary', 'deviation'))).toBeNull();
  });

  test('are all on for a run that began before they were handed down', () => {
    expect(wantedNotice(aRunNotice(relaxed))?.kinds).toEqual(['action', 'success']);
  });
});
