import fc from 'fast-check';
import type { FailurePolicy, NodeGroupSize } from '../../src/domain/recorded-state.ts';
import type { Crash } from './fate.ts';

/** What happens to one cluster, one thing after the other. Plain data: it can be printed, replayed and made smaller. */
export interface History {
  readonly evening: Evening;
  readonly steps: readonly Step[];
}

/** What is there before anything happens. */
export interface Evening {
  readonly apps: NodeGroupSize;
  readonly batch: NodeGroupSize;
  /** Of the Cluster Autoscaler. */
  readonly replicas: number;
  /** Of the webhook that could keep nodes from joining. */
  readonly failurePolicy: FailurePolicy;
}

export type NodeGroupName = 'apps' | 'batch';
export type Step = Run | ByHand | Loss | Later;

/** An execution of a machine, from its start, or from where the last but `back` that failed stands, to its end. */
export type Run =
  | {
      readonly do: 'stop' | 'start';
      readonly crash: Crash | null;
      readonly meanwhile: Meanwhile | null;
    }
  | { readonly do: 'dry stop' | 'dry start' }
  | { readonly do: 'redrive'; readonly back: number };

/** What else happens to a run when its functions have been called so often. */
export interface Meanwhile {
  readonly invocations: number;
  readonly what: 'it is aborted' | 'a start takes over' | 'another stop begins';
}

/** What a person changes. */
export type ByHand =
  | { readonly do: 'resize'; readonly group: NodeGroupName; readonly size: NodeGroupSize }
  | { readonly do: 'edit webhook'; readonly failurePolicy: FailurePolicy }
  | { readonly do: 'scale autoscaler'; readonly replicas: number }
  | { readonly do: 'cordon' | 'uncordon' };

/** One of the two copies of something goes. The last copy of what is outstanding never does: nothing could bring that back. */
export type Loss =
  | { readonly do: 'lose table' }
  | { readonly do: 'lose record' | 'lose mark'; readonly of: NodeGroupName | 'autoscaler' | 'webhook' };

export interface Later {
  readonly do: 'wait';
  readonly minutes: number;
}

const aSizeFrom = (least: number) =>
  fc
    .tuple(fc.integer({ min: least, max: 2 }), fc.nat(2), fc.nat(1))
    .map(([desiredSize, below, room]): NodeGroupSize => {
      return {
        minSize: Math.max(0, desiredSize - below),
        maxSize: Math.max(1, desiredSize + room),
        desiredSize,
      };
    });
const aPolicy = fc.constantFrom<FailurePolicy>('Fail', 'Ignore');
const replicas = fc.nat(2);

const anEvening: fc.Arbitrary<Evening> = fc.record({
  // Something must be able to run the pods.
  apps: aSizeFrom(1),
  batch: aSizeFrom(0),
  replicas,
  failurePolicy: aPolicy,
});

/** A run makes some 150 requests in some 20 invocations. */
const aCrash: fc.Arbitrary<Crash> = fc.record({
  request: fc.integer({ min: 1, max: 170 }),
  when: fc.constantFrom('before', 'after'),
  lasts: fc.boolean(),
});
const aMeanwhile: fc.Arbitrary<Meanwhile> = fc.record({
  // The first ones are when a run takes its cluster.
  invocations: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 22 }) },
    { weight: 1, arbitrary: fc.constantFrom(1, 2) },
  ),
  what: fc.constantFrom<Meanwhile['what']>('it is aborted', 'a start takes over', 'another stop begins'),
});

const sometimes = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 1, arbitrary: each }, { weight: 2, arbitrary: fc.constant(null) });
const anAction = fc.constantFrom('stop', 'stop', 'start');

const aRun: fc.Arbitrary<Run> = fc.record({
  do: anAction,
  crash: fc.oneof(aCrash, fc.constant(null)),
  meanwhile: sometimes(aMeanwhile),
});
const aDryRun: fc.Arbitrary<Run> = fc.record({ do: fc.constantFrom('dry stop', 'dry start') });
const aRedrive: fc.Arbitrary<Run> = fc.record({ do: fc.constant('redrive'), back: fc.nat(1) });
/** Most of the runs that die of it do so for good. */
const aRunThatFails: fc.Arbitrary<Run> = fc.record({
  do: anAction,
  crash: fc.record({
    request: fc.integer({ min: 1, max: 110 }),
    when: fc.constantFrom('before', 'after'),
    lasts: fc.constant(true),
  }),
  meanwhile: fc.constant(null),
});
const anotherRun: fc.Arbitrary<Run> = fc.record({
  do: fc.constantFrom('start', 'stop'),
  crash: fc.constant(null),
  meanwhile: fc.constant(null),
});
/**
 * A run that fails and is redriven: at once, so that nothing but its own state can keep it from its end, or after another run has had
 * the cluster, so that it may do nothing any more.
 */
const aRedrivenRun: fc.Arbitrary<readonly Step[]> = fc
  .tuple(aRunThatFails, fc.oneof(anotherRun, fc.constant(null)))
  .map(([run, other]) => [run, ...(other ? [other] : []), { do: 'redrive', back: 0 }]);

const aChange: fc.Arbitrary<ByHand> = fc.oneof(
  fc.record({ do: fc.constant('resize'), group: fc.constant('apps'), size: aSizeFrom(1) }),
  fc.record({ do: fc.constant('resize'), group: fc.constant('batch'), size: aSizeFrom(0) }),
  fc.record({ do: fc.constant('edit webhook'), failurePolicy: aPolicy }),
  fc.record({ do: fc.constant('scale autoscaler'), replicas }),
  fc.record({ do: fc.constantFrom('cordon', 'uncordon') }),
);
const aLoss: fc.Arbitrary<Loss> = fc.oneof(
  fc.record({ do: fc.constant('lose table') }),
  fc.record({
    do: fc.constantFrom('lose record', 'lose mark'),
    of: fc.constantFrom('apps', 'batch', 'autoscaler', 'webhook'),
  }),
);
const aWait: fc.Arbitrary<Later> = fc.record({ do: fc.constant('wait'), minutes: fc.integer({ min: 1, max: 800 }) });

const alone = (step: fc.Arbitrary<Step>): fc.Arbitrary<readonly Step[]> => step.map((one) => [one]);

/** Histories of every kind, each ended by a start that must bring everything back. */
export const aHistory: fc.Arbitrary<History> = fc.record({
  evening: anEvening,
  steps: fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: alone(aRun) },
        { weight: 1, arbitrary: alone(aDryRun) },
        { weight: 2, arbitrary: alone(aRedrive) },
        { weight: 3, arbitrary: aRedrivenRun },
        { weight: 4, arbitrary: alone(aChange) },
        { weight: 2, arbitrary: alone(aLoss) },
        { weight: 2, arbitrary: alone(aWait) },
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((turns) => turns.flat()),
});
