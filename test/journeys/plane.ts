import { describe } from '@jest/globals';
import type { Kubernetes, TwinKubernetes } from '../../sandbox/start-kubernetes.ts';

/** The Kubernetes that the journeys run on: the twin, unless jest's configuration says otherwise (test/real/jest.config.js). */
export const plane: 'twin' | 'real' = (globalThis as { readonly journeysOn?: 'real' }).journeysOn ?? 'twin';

/**
 * Journeys that a real control plane cannot run, or would say nothing new about.
 *
 * @param why Goes into the title of their group.
 */
export function onTheTwinAlone(why: string, declare: () => void): void {
  if (plane === 'twin') describe(`(on the twin alone: ${why})`, declare);
}

export function isTwin(kubernetes: Kubernetes): kubernetes is TwinKubernetes {
  return 'api' in kubernetes;
}
