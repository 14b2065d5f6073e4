import type { NodeGroup } from '../../src/aws/ports.ts';
import { ConfigurationError, NodeGroupError } from '../../src/domain/errors.ts';
import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';
import { changeInWords, sizeInWords } from '../../src/domain/node-group-record.ts';
import { nextScalingStep, type ScalingStep } from '../../src/domain/node-group-scaling.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupSize } from '../../src/domain/recorded-state.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import type { AwsContext, Phase } from '../phase.ts';
import { sizeAsleep, sizeAwake, type TargetSize } from './target-size.ts';

type Change = Exclude<TargetSize, { readonly leave: string }>;

/**
 * Brings one node group to its size: to zero on a stop, to exactly what was recorded on a start. Looks at the live group first,
 * asks EKS once, and waits for the update; the nodes themselves are waited for later.
 *
 * Safe to repeat: a group that is there already is left alone, and after a redrive a failed update is asked for anew.
 *
 * @throws {NodeGroupError} when EKS refuses or fails the update, with its words, or it takes too long.
 * @throws {StateMissingError} when a stop finds no record of the group.
 */
export const scaleNodeGroup: Phase<AwsContext> = async (context) => {
  const { run, item, notes } = context;
  if (item === null) {
    throw new ConfigurationError('Scale node group was called without a node group.', 'Start it by its state machine.');
  }
  const group = await context.nodeGroups.describe(item);
  if (!group) {
    notes.warn(`Node group ${item} no longer exists: it is left out.`);
    return { status: 'skipped', reason: `node group ${item} no longer exists`, summary: { nodeGroup: item } };
  }
  reportHealth(context, group);
  const target = run.action === 'stop' ? sizeAsleep(context, group) : await sizeAwake(context, group);
  if ('leave' in target) {
    noteSizes(context, 'after', group, group);
    return { status: 'skipped', reason: `node group ${item}: ${target.leave}`, summary: { nodeGroup: item } };
  }
  return act(context, group, target, await whatIsNext(context, group, target.size));
};

async function whatIsNext(context: AwsContext, group: NodeGroup, target: NodeGroupSize): Promise<ScalingStep> {
  const facts = { live: group, target, status: group.status };
  const withoutUpdate = nextScalingStep({ ...facts, update: null });
  // The group's own status answers it: EKS allows few calls, and looking up an update takes several.
  if (group.status !== 'DEGRADED' && withoutUpdate.step !== 'ask') return withoutUpdate;
  const asked = await updateOfThisLoop(context);
  const latest = asked === null ? null : await context.nodeGroups.latestUpdate(group.name);
  return nextScalingStep({ ...facts, update: latest && { ...latest, isOurs: latest.id === asked } });
}

async function act(context: AwsContext, group: NodeGroup, target: Change, step: ScalingStep): Promise<PhaseAnswer> {
  const { name } = group;
  switch (step.step) {
    case 'settled':
      return settle(context, group, target);
    case 'deleting':
      context.notes.warn(`Node group ${name} is being deleted: it is left out.`);
      return { status: 'skipped', reason: `node group ${name} is being deleted`, summary: { nodeGroup: name } };
    case 'fail':
      throw failed(group, target.size, step.problem);
    case 'wait':
      return context.run.dryRun ? plan(context, group, target.size) : pending(context, group, target.size, step.reason);
    case 'ask':
      return context.run.dryRun ? plan(context, group, target.size) : ask(context, group, target);
  }
}

async function ask(context: AwsContext, group: NodeGroup, target: Change): Promise<PhaseAnswer> {
  const { nodeGroups, notes, assertLock } = context;
  // The lock first: once another run has brought the group back, its record is gone too, and a new stop would be bad advice.
  await assertLock();
  await target.beforeChange();
  // Noted first: should the answer be lost, the next pass finds the group under way and no longer knows where it came from.
  noteSizes(context, 'before', group, group);
  const answer = await nodeGroups.resize(group.name, target.size);
  if (answer.result === 'busy') return pending(context, group, target.size, answer.message);
  notes.fact('update', { id: answer.updateId, loop: context.loopStartedAt.toISOString() });
  noteScaling(context, group, target.size);
  return pending(context, group, target.size, 'the update has started');
}

/** What a dry run does instead of asking. */
function plan(context: AwsContext, group: NodeGroup, size: NodeGroupSize): PhaseAnswer {
  noteSizes(context, 'before', group, group);
  noteSizes(context, 'after', group, size);
  noteScaling(context, group, size);
  return { status: 'done', summary: summaryOf(group, size) };
}

/**
 * It is there. On a start the copies go now: first the tag, so that an old one never outlives its record, unless the record is the
 * one that was not believed.
 */
async function settle(context: AwsContext, group: NodeGroup, { size, isFromTag }: Change): Promise<PhaseAnswer> {
  const { run, nodeGroups, records, assertLock } = context;
  noteSizes(context, 'after', group, group);
  if (run.action === 'start' && !run.dryRun) {
    await assertLock();
    const untag = async () => {
      if (group.tags[recordedSizeTag] !== undefined) await nodeGroups.untag(group.arn, [recordedSizeTag]);
    };
    if (!isFromTag) await untag();
    await records.markNodeGroupRestored(group.name, run.id);
    if (isFromTag) await untag();
  }
  return { status: 'done', summary: summaryOf(group, size) };
}

/** @throws {NodeGroupError} past the deadline. */
function pending(context: AwsContext, group: NodeGroup, size: NodeGroupSize, reason: string): PhaseAnswer {
  const now = context.now();
  const timeoutSeconds = context.run.settings.timeouts.scaleNodeGroup;
  const deadline = deadlineOf(context.loopStartedAt, timeoutSeconds);
  if (now >= deadline) throw failed(group, size, `${reason}, after ${timeoutSeconds} s`);
  const waitSeconds = nextLook(context.loopStartedAt, now, deadline);
  return {
    status: 'pending',
    waitSeconds,
    reason: `node group ${group.name}: ${reason}`,
    summary: summaryOf(group, size),
  };
}

/** The journal remembers what this loop asked for; an update asked for before a redrive belongs to an earlier loop. */
async function updateOfThisLoop(context: AwsContext): Promise<string | null> {
  const { update } = await context.remembered();
  const { id, loop } = (update ?? {}) as { readonly id?: unknown; readonly loop?: unknown };
  return typeof id === 'string' && loop === context.loopStartedAt.toISOString() ? id : null;
}

function failed(group: NodeGroup, size: NodeGroupSize, problem: string): NodeGroupError {
  const health = group.healthIssues.map(({ code, message }) => `${code}: ${message}`).join('; ');
  return new NodeGroupError(
    `Node group ${group.name} is at ${sizeInWords(group)} and did not come to ${sizeInWords(size)}: ${problem}.` +
      (health ? ` EKS reports ${health}.` : ''),
    'Remove the cause in EKS or EC2, and redrive the run: it asks again.',
  );
}

function reportHealth({ notes }: AwsContext, { name, status, healthIssues }: NodeGroup): void {
  for (const { code, message, resourceIds } of healthIssues) {
    const where = resourceIds.length > 0 ? ` (${resourceIds.join(', ')})` : '';
    notes.warn(`Node group ${name} is ${status}: ${code}: ${message}${where}`);
  }
}

function noteScaling({ notes }: AwsContext, group: NodeGroup, size: NodeGroupSize): void {
  const detail = changeInWords(group, size);
  if (detail) notes.did({ verb: 'scale', target: `nodegroup/${group.name}`, detail });
}

function noteSizes({ notes }: AwsContext, when: 'before' | 'after', { name }: NodeGroup, size: NodeGroupSize): void {
  notes.fact(when, { name, min: size.minSize, max: size.maxSize, desired: size.desiredSize });
}

function summaryOf({ name, desiredSize }: NodeGroup, size: NodeGroupSize): Record<string, string | number> {
  return { nodeGroup: name, desired: desiredSize, target: size.desiredSize };
}
