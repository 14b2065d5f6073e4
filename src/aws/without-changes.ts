import type { Executions, Lock, NodeGroups, RecordStore } from './ports.ts';

/** The ports of AWS that can change something. */
export interface ChangingPorts {
  readonly nodeGroups: NodeGroups;
  readonly records: RecordStore;
  readonly lock: Lock;
  readonly executions: Executions;
}

/**
 * The same ports for a dry run: every read is real, every change answers as if it had been made and changes nothing. The phases
 * list what they would do; this is the belt to those braces.
 */
export function withoutChanges({ nodeGroups, records, lock, executions }: ChangingPorts): ChangingPorts {
  return {
    nodeGroups: {
      ...nodeGroups,
      resize: async () => ({ result: 'updating', updateId: 'dry-run' }),
      tag: nothing,
      untag: nothing,
    },
    records: {
      ...records,
      recordNodeGroup: async () => 'written',
      recordAutoscaler: async () => 'written',
      recordWebhook: async () => 'written',
      markNodeGroupRestored: nothing,
      markAutoscalerRestored: nothing,
      markWebhookRestored: nothing,
      noteRaised: nothing,
    },
    lock: { ...lock, take: async () => true, assert: nothing, release: nothing },
    executions: { ...executions, stop: nothing },
  };
}

async function nothing(): Promise<void> {
  return undefined;
}
