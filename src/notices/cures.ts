/**
 * What to do after an error, in general: what the article of its state in docs/runbook.md says at more length. The message of an error
 * knows more of the single case and ends with its own cure; this is for when only the name is known.
 */
const cures: Readonly<Record<string, string>> = {
  AccessDeniedError: 'Grant the permission that the message names, then redrive.',
  BootstrapError: 'Look at capacity, subnet addresses and `kubectl describe node`, then redrive.',
  ClusterUnreachableError: 'Look at the access settings of the endpoint and at the VPC of the functions, then redrive.',
  ConfigurationError: 'Correct what the message names, then start anew: a redrive has the same input.',
  DrainBlockedError: 'Do what the message says for the pods that it names, then redrive.',
  LockHeldError: 'Wait until the other run ends, or end it, then redrive.',
  LockLostError: 'Nothing, if the other run was intended; else start anew: a redrive fails again.',
  NodeGroupError: 'Look at capacity, subnet addresses, the launch template and service quotas, then redrive.',
  ObjectRefusedError: 'Mend in the object what the message names, then redrive.',
  StateMissingError: 'Scale the node groups by hand to what they had, then redrive.',
  TakenOver: 'Nothing: a start took the cluster over, and the stop was ended for it.',
  TierNotReadyError: 'Look at `kubectl describe` and the logs of the component that is named, then redrive.',
  TransientError: 'It usually passes by itself: redrive.',
  WebhookNotReadyError: 'Look at the pods, the service and the caBundle of the webhook, then redrive.',
  NoOutcome: 'Look at the child execution in the Map Run of the fleet, then redrive.',
};

const endings: Readonly<Record<string, string>> = {
  TIMED_OUT: 'Look in the article of its state what it waited for, then redrive: it gets a fresh deadline.',
  ABORTED: 'Somebody ended it. Redrive it, or start the cluster.',
};

/** @param ending FAILED, TIMED_OUT or ABORTED. */
export function generalCure(error: string | null, ending: string): string {
  return (
    cures[error ?? ''] ??
    endings[ending] ??
    'Read the log of the function of its state, remove the cause, then redrive.'
  );
}
