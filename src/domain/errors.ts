import { visibleText } from './visible-text.ts';

/**
 * Every way a run can fail that a person or the state machine has to tell apart. Each name is spelled out, because a
 * minifier renames classes and the state machine retries by name. Each message ends with what to do.
 */
export class SchedulerError extends Error {
  override readonly name: string = 'SchedulerError';
  readonly problem: string;
  readonly cure: string;

  /**
   * Both are made visible: a message holds what people typed and what other programs answered, and goes to terminals and mails.
   *
   * @param problem What is wrong, with the field or object and its value.
   * @param cure What the reader should do about it, as a sentence.
   */
  constructor(problem: string, cure: string, options?: ErrorOptions) {
    super(visibleText(`${problem} ${cure}`), options);
    this.problem = visibleText(problem);
    this.cure = visibleText(cure);
  }
}

/** A run or configuration asks for something that cannot be: names the field, the value and the cure. */
export class ConfigurationError extends SchedulerError {
  override readonly name = 'ConfigurationError';
}

/** The cluster does not exist, is not ACTIVE, or its API server does not answer. */
export class ClusterUnreachableError extends SchedulerError {
  override readonly name = 'ClusterUnreachableError';
}

/** AWS or Kubernetes refused a call for want of a permission. */
export class AccessDeniedError extends SchedulerError {
  override readonly name = 'AccessDeniedError';
}

/** The API server does not accept an object that a change of one field would leave: something else in it is wrong already. */
export class ObjectRefusedError extends SchedulerError {
  override readonly name = 'ObjectRefusedError';
}

/** Another run that is still going holds the cluster. */
export class LockHeldError extends SchedulerError {
  override readonly name = 'LockHeldError';
}

/** This run no longer holds the cluster: another one took it, so nothing more may be changed. */
export class LockLostError extends SchedulerError {
  override readonly name = 'LockLostError';
}

/** What must come back was not recorded anywhere, and is not invented. */
export class StateMissingError extends SchedulerError {
  override readonly name = 'StateMissingError';
}

/** EKS refused or failed a change of a node group. */
export class NodeGroupError extends SchedulerError {
  override readonly name = 'NodeGroupError';
}

/** Pods remain that the policy of this run does not allow to be removed. */
export class DrainBlockedError extends SchedulerError {
  override readonly name = 'DrainBlockedError';
}

/** Nodes cannot come up: something in the cluster would refuse or starve them. */
export class BootstrapError extends SchedulerError {
  override readonly name = 'BootstrapError';
}

/** A critical component of a tier was not ready at its deadline. */
export class TierNotReadyError extends SchedulerError {
  override readonly name = 'TierNotReadyError';
}

/** A webhook whose backend should serve does not, at its deadline. */
export class WebhookNotReadyError extends SchedulerError {
  override readonly name = 'WebhookNotReadyError';
}

/** Clusters of a fleet failed, and the configuration says that the fleet then fails; people have been told. */
export class FleetFailedError extends SchedulerError {
  override readonly name = 'FleetFailedError';
}

/** Something that usually passes by itself: the state machine retries on this name alone. */
export class TransientError extends SchedulerError {
  override readonly name = 'TransientError';
}
