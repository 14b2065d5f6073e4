import { nameOf } from './drain-removal.ts';
import { DrainBlockedError } from './errors.ts';
import type { Pod } from './kubernetes-objects.ts';

const namedAtMost = 20;

/** `drain.unmanagedPods` is `refuse`, and there are pods that nothing would bring back. */
export function blockedByUnmanagedPods(pods: readonly Pod[]): DrainBlockedError {
  return new DrainBlockedError(
    `${listed(pods.map(nameOf))}: no controller would bring ${pods.length === 1 ? 'it' : 'them'} back.`,
    'Delete these pods or give them a controller and redrive, or set drain.unmanagedPods to evict and start a new run.',
  );
}

/** `drain.budgets` is `strict`, and only pods are left that no eviction can remove. */
export function blockedByBudgets(
  pods: readonly { readonly pod: Pod; readonly obstacle: string | null }[],
): DrainBlockedError {
  const names = pods.map(({ pod, obstacle }) => `${nameOf(pod)} (${obstacle})`);
  return new DrainBlockedError(
    `${listed(names)}: no eviction can remove ${pods.length === 1 ? 'it' : 'them'}.`,
    'Scale these workloads down or change their budgets and redrive, or set drain.budgets to computed and start a new run.',
  );
}

/** A webhook still holds pods when the drain's patience is over. */
export function blockedByWebhooks(
  refusals: readonly { readonly pod: Pod; readonly message: string }[],
): DrainBlockedError {
  return new DrainBlockedError(
    `${listed(refusals.map(({ pod, message }) => `${nameOf(pod)} (${message})`))}: a webhook refuses the removal.`,
    'Mend the webhook and redrive, or name it in webhooks.always and start a new run.',
  );
}

function listed(names: readonly string[]): string {
  const sorted = [...names].sort();
  const rest = sorted.length - namedAtMost;
  return sorted.slice(0, namedAtMost).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
