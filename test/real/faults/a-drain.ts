import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import type { JournalEntry } from '../../../src/aws/ports.ts';
import type { PhaseAnswer } from '../../../src/domain/run.ts';
import type { Cluster, PodRef } from '../../../src/kubernetes/cluster.ts';
import { clusterOf, drainPhase, untilDone } from '../drain-phase.ts';

/** What happens in the cluster after the phase has made up its mind, right before its request leaves. */
export interface Meanwhile {
  readonly cordon?: (node: string) => Promise<unknown>;
  readonly evict?: (pod: PodRef) => Promise<unknown>;
  readonly delete?: (pod: PodRef) => Promise<unknown>;
}

/** What the API server said to the phase about one pod. */
export interface Answer {
  readonly verb: 'evict' | 'delete';
  readonly pod: string;
  readonly result: string;
}

/** Drain nodes over one node group, pass by pass. */
export interface Drain {
  /** @throws What the state machine would see. */
  pass(): Promise<PhaseAnswer>;
  /** Pass after pass, with the waits that they ask for, and the retries of the state machine. */
  untilDone(): Promise<JournalEntry>;
  /** The phase's clock goes ahead, the cluster's does not. */
  goAhead(seconds: number): void;
  /** Of this drain so far. */
  readonly journal: JournalEntry;
  readonly answers: readonly Answer[];
  readonly log: readonly string[];
}

const passMs = 120_000;

/**
 * Runs the handler of Drain nodes against a real control plane, as the user and over the node group that are called `name`. What is EKS or
 * DynamoDB stands in memory.
 */
export function aDrain(controlPlane: ControlPlane, name: string, meanwhile: Meanwhile = {}): Drain {
  const answers: Answer[] = [];
  const cluster = interrupted(clusterOf(controlPlane, name), meanwhile, answers);
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const { pass, journal, lines } = drainPhase(cluster, { name, now, passMs });
  return {
    pass,
    untilDone: async () => {
      await untilDone(pass);
      return journal.entry;
    },
    goAhead: (seconds) => {
      aheadMs += seconds * 1000;
    },
    get journal() {
      return journal.entry;
    },
    answers,
    get log() {
      return lines.map(({ message }) => message);
    },
  };
}

function interrupted(cluster: Cluster, meanwhile: Meanwhile, answers: Answer[]): Cluster {
  const asking = (verb: 'evict' | 'delete') => async (pod: PodRef, options: { graceSeconds: number | null }) => {
    await meanwhile[verb]?.(pod);
    const answer = await cluster[verb](pod, options);
    answers.push({ verb, pod: pod.name, result: answer.result });
    return answer;
  };
  return {
    ...cluster,
    cordon: async (node, runId) => {
      await meanwhile.cordon?.(node.name);
      return cluster.cordon(node, runId);
    },
    evict: asking('evict') as Cluster['evict'],
    delete: asking('delete') as Cluster['delete'],
  };
}
