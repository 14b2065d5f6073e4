import { describe, expect, test } from '@jest/globals';
import { address, aFailureNotice, aMorningReport, cure } from './a-notice.ts';

describe('the notice of a failed run', () => {
  const notice = aFailureNotice();

  test('says what failed, where and in which words', () => {
    expect(notice).toMatchObject({ kinds: ['failure'], severity: 'error' });
    expect(notice.subject).toBe('EKS Scheduler: stop of shop-dev failed at Scale node group');
    expect(notice.text).toContain('The stop of shop-dev (111122223333, eu-west-1) failed at Scale node group.');
    expect(notice.text).toContain(
      `NodeGroupError: EKS refused min 0, max 6, desired 0 for node group batch: Nodegroup is degraded. ${cure}`,
    );
    expect(notice.text).toContain('Runbook: docs/runbook.md, "Scale node group"');
  });

  test('has the redrive for a person, with this program and with AWS’ own', () => {
    expect(notice.text).toContain('\neks-scheduler redrive evening\n');
    expect(notice.text).toContain(
      'aws stepfunctions redrive-execution --execution-arn arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-down:evening --region eu-west-1',
    );
  });

  test('gives programs the cure that the error named, and people not twice', () => {
    expect(notice.facts).toMatchObject({
      ...{ status: 'failed', error: 'NodeGroupError', state: 'Scale node group', cure, seconds: 250 },
      redriveCommand: 'eks-scheduler redrive evening',
    });
    expect(notice.text.split(cure)).toHaveLength(2);
  });

  test('has a cure also where the error named none', () => {
    const { text, facts } = aFailureNotice({ error: 'States.Timeout', message: null, ending: 'TIMED_OUT', cure: null });
    expect(text).toContain('ran out of time at Scale node group');
    expect(text).toContain('What to do: Look in the article of its state');
    expect(facts.cure).toContain('redrive');
  });

  test('says how the cluster is left: what sleeps, and what still lets everything pass', () => {
    const report = aMorningReport({
      status: 'failed',
      aftermath: {
        ...aMorningReport().aftermath,
        ...{ asleep: ['batch'], awake: ['apps'], relaxedWebhooks: ['Validating/policies/validate.policies'] },
      },
    });
    const { text } = aFailureNotice({ report: { report, address } });
    expect(text).toContain('Node groups that are at zero:\n  batch');
    expect(text).toContain('Node groups that have their nodes, or may have:\n  apps');
    expect(text).toContain('Validating/policies/validate.policies');
    expect(text).toContain('Report: s3://reports/');
  });

  test('sends nobody to redrive a stop that was rolled back', () => {
    const { text, facts } = aFailureNotice({ after: { rollback: 'started', executionArn: 'arn:of:the:start' } });
    expect(text).toContain('Do not redrive the stop');
    expect(text).toContain('arn:of:the:start');
    expect(text).not.toContain('redrive-execution');
    expect(facts).toMatchObject({ redriveCommand: null, cure: expect.stringContaining('see that the start') });
  });

  test.each(['LockLostError', 'TakenOver'])('sends nobody to redrive a stop that lost the cluster: %s', (error) => {
    const { text, facts } = aFailureNotice({ error, message: 'a start has it', cure: null });
    expect(text).toContain('A redrive would fail again.');
    expect(text).not.toContain('redrive-execution');
    expect(facts.redriveCommand).toBeNull();
  });

  test('says of a wrong input that a redrive has the same one', () => {
    expect(aFailureNotice({ error: 'ConfigurationError' }).text).toContain('start anew with another one');
  });

  test('keeps what other programs said on one line, without what a terminal would act upon', () => {
    const { text } = aFailureNotice({ message: 'gone\n\u001b[31mred\u202e' });
    expect(text).toContain(String.raw`NodeGroupError: gone\n\u{1b}[31mred\u{202e}`);
  });

  test('names no cluster where the input names none', () => {
    const { subject, facts } = aFailureNotice({ cluster: null, error: 'ConfigurationError', state: null });
    expect(subject).toBe('EKS Scheduler: stop of an unknown cluster failed');
    expect(facts.cluster).toBeNull();
  });
});
