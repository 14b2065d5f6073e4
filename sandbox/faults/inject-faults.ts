import type { AwsRequest } from '../aws/server.ts';
import { ConnectionLost } from '../connection-lost.ts';
import type { SandboxOptions } from '../start-sandbox.ts';
import { disturbCall } from './disturb-call.ts';
import { type Fault, type FaultPlan, isCallKind, type RequestKind, type SeenRequest } from './fault.ts';
import { awsRefusal, kubernetesRefusal } from './fault-answers.ts';
import { FaultCounter, SightLog } from './fault-counter.ts';
import { steadyWords, targetOf } from './request-target.ts';
import { WatchedCall } from './watched-call.ts';

export interface FaultInjector {
  /** To be spread into the options of `startSandbox`. */
  readonly options: Pick<SandboxOptions, 'wire' | 'kubernetesWire' | 'interceptCall'>;
  /** Every request of the functions and every call of the machines so far, in their order. */
  readonly seen: readonly SeenRequest[];
  /** The faults that happened so far, in their order; one that hits several requests comes as often. */
  readonly happened: readonly Fault[];
  /** The cause is gone: what went wrong so far goes wrong no more. What has not happened yet still may. */
  lift(): void;
}

/**
 * Makes requests fail as the plan says. The same world, plan and seed give the same history on a simulated clock.
 *
 * Only requests that a function of the sandbox sends count, and the machines' calls of functions. A plan without faults changes nothing
 * and is how the requests of a night are found.
 */
export function injectFaults(plan: FaultPlan): FaultInjector {
  const counter = new FaultCounter(plan.faults);
  const log = new SightLog();
  const calls = new Map<string, WatchedCall>();
  const see = ({ action, phase, item }: WatchedCall, what: RequestWords) => {
    const sight = { ...what, action, phase, item };
    return { fault: counter.next(sight), index: log.note(sight) };
  };

  const oneRequest = <T>(invocation: string | null, ways: Ways<T>): Promise<T> => {
    const watched = calls.get(invocation ?? '');
    if (!watched) return ways.proceed();
    // Refused for good, so that what is left of the dead process ends soon.
    if (watched.sendsNoMore) return Promise.resolve(ways.refuse('denied'));
    const { fault } = see(watched, ways.words());
    if (fault?.kind === 'timeout') return watched.neverAnswer();
    if (fault?.kind === 'timeout-after') return ways.proceed().then(() => watched.neverAnswer());
    return watched
      .during(() => disturbed(fault, ways))
      .then((answer) => (watched.death ? ways.refuse('denied') : answer));
  };

  return {
    options: {
      wire: {
        intercept: (request, proceed) => {
          const words = () => wordsOf(request);
          const refuse = (kind: Refusal) => {
            throw awsRefusal(words().service, kind);
          };
          return oneRequest(request.invocation, { words, proceed, refuse });
        },
      },
      kubernetesWire: {
        intercept: ({ operation, target, invocation }, proceed) => {
          const words = () => ({ service: 'kubernetes' as const, operation, target: steadyWords(target) });
          return oneRequest(invocation, { words, proceed: async () => proceed(), refuse: kubernetesRefusal });
        },
      },
      interceptCall: async (call, run) => {
        const watched = new WatchedCall(call);
        calls.set(call.requestId, watched);
        const { fault, index } = see(watched, { service: 'lambda', operation: 'Invoke', target: '' });
        try {
          return await disturbCall(watched, fault, run);
        } finally {
          log.endCall(index, watched.requests);
        }
      },
    },
    seen: log.seen,
    happened: counter.happened,
    lift: () => counter.lift(),
  };
}

type RequestWords = Pick<SeenRequest, 'service' | 'operation' | 'target'>;
type Refusal = Extract<RequestKind, 'throttled' | 'throttled-retry-after' | 'server-error' | 'denied'>;

interface Ways<T> {
  readonly words: () => RequestWords;
  readonly proceed: () => Promise<T>;
  readonly refuse: (kind: Refusal) => T;
}

async function disturbed<T>(fault: Fault | null, { proceed, refuse }: Ways<T>): Promise<T> {
  const kind = fault?.kind;
  if (kind === undefined || isCallKind(kind) || kind === 'timeout' || kind === 'timeout-after') return proceed();
  if (kind === 'after') await proceed();
  if (kind === 'before' || kind === 'after') throw new ConnectionLost();
  return refuse(kind);
}

function wordsOf({ service, operation, input }: AwsRequest): RequestWords {
  return { service: service as SeenRequest['service'], operation, target: targetOf(input) };
}
