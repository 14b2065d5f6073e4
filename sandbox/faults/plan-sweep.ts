import { seededRandom } from '../engine/random.ts';
import { type Fault, faultAt, type RequestKind, requestKinds, type SeenRequest } from './fault.ts';

/** Every fault that a night can have: each kind at each request, and each death of a function after each of its requests. */
export function everyFault(seen: readonly SeenRequest[]): Fault[] {
  return seen.flatMap(faultsAt);
}

function faultsAt(request: SeenRequest): Fault[] {
  if (request.service !== 'lambda') return requestKinds.map((kind) => faultAt(request, kind));
  const deaths = Array.from({ length: request.requests ?? 0 }, (_, requests) => requests);
  return [
    ...(['before', 'after', 'throttled', 'server-error', 'denied', 'answer-too-large'] as const).map((kind) =>
      faultAt(request, kind),
    ),
    ...(['crash', 'out-of-memory'] as const).flatMap((kind) =>
      [...deaths, 'all' as const].map((afterRequests) => faultAt(request, kind, { afterRequests })),
    ),
    faultAt(request, 'function-timeout', { afterRequests: 'all' }),
  ];
}

const withoutDelay = {
  aws: ['before', 'after', 'throttled', 'server-error', 'timeout', 'timeout-after'],
  kubernetes: ['before', 'after'],
} as const satisfies Record<string, readonly RequestKind[]>;

/**
 * One fault for each request of the functions, the kinds in turn: those that the client itself absorbs. They take no simulated time, so
 * that many of them fit into one night without one of them keeping another from coming to pass.
 */
export function oneFaultEach(seen: readonly SeenRequest[], seed: number): Fault[] {
  const requests = seen.filter(({ service }) => service !== 'lambda');
  return requests.map((request, index) => {
    const kinds: readonly RequestKind[] = request.service === 'kubernetes' ? withoutDelay.kubernetes : withoutDelay.aws;
    return faultAt(request, kinds[(index + seed) % kinds.length] ?? 'before');
  });
}

/** Nights in which every phase meets one fault that costs it a retry of the machine or a redrive, another one each night. */
export function oneFailureAPhase(seen: readonly SeenRequest[], nights: number, seed: number): Fault[][] {
  const easy = new Set(oneFaultEach(seen, seed).map(({ kind }) => kind));
  const phases = Map.groupBy(seen, ({ action, phase }) => `${action} ${phase}`);
  const failures = [...phases.values()].map((requests) => {
    const faults = everyFault(requests).filter(({ service, kind }) => service === 'lambda' || !easy.has(kind));
    return shuffled(faults, seed);
  });
  return Array.from({ length: nights }, (_, night) => failures.flatMap((faults) => faults[night] ?? []));
}

/** Some of them, the same for the same seed. */
export function sampleOf<T>(all: readonly T[], count: number, seed: number): T[] {
  return shuffled(all, seed).slice(0, count);
}

/** Pairs of faults of one night, the same for the same seed. */
export function pairsOf(all: readonly Fault[], count: number, seed: number): Fault[][] {
  const random = seededRandom(seed);
  const pick = () => all[Math.floor(random() * all.length)];
  return Array.from({ length: count }, () => [pick(), pick()].filter((fault) => fault !== undefined));
}

/** Deals faults out to so many nights, each as many, those of one phase as far apart as can be. */
export function dealOut(faults: readonly Fault[], nights: number): Fault[][] {
  const dealt = Array.from({ length: nights }, (): Fault[] => []);
  const byPhase = [...Map.groupBy(faults, ({ action, phase }) => `${action} ${phase}`).values()].flat();
  byPhase.forEach((fault, turn) => void dealt[turn % nights]?.push(fault));
  return dealt.filter(({ length }) => length > 0);
}

function shuffled<T>(all: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
