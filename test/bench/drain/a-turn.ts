import type { Turn } from '../../../bench/drain/turn.ts';

/** A turn of ours in 40 s with one request a pod, with what the test wants to be different. */
export function aTurn(parts: Partial<Turn> = {}): Turn {
  return {
    contestant: 'ours',
    how: '',
    firepower: null,
    seconds: 40,
    pods: 100,
    requests: { 'create pods/eviction': 60, 'delete pods': 40 },
    refused: 0,
    peakMemoryMb: 200,
    cpuSeconds: 5,
    busyCoresBefore: 0,
    ...parts,
  };
}
