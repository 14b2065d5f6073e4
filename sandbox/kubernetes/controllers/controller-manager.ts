import type { Clock } from '../../clock/clock.ts';
import type { Change } from '../api.ts';
import type { RandomNames } from '../random-names.ts';
import type { ControllerApi, ControllerContext } from './controller-context.ts';
import { Informer, keyOf } from './informer.ts';
import { type Backoff, WorkQueue } from './work-queue.ts';

type Listener = (change: Change) => void;

/** Changes of these can turn a refusal of admission into a yes: configurations, and the backends that they call. */
const wakesRefused = new Set([
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'endpointslices.discovery.k8s.io',
  'services',
  'namespaces',
]);

export interface ControllerManagerOptions {
  readonly api: ControllerApi;
  readonly clock: Clock;
  readonly names: RandomNames;
  readonly isFirstEvening: boolean;
}

/** Runs controllers beside each other over one informer, and ends them together. */
export class ControllerManager {
  readonly #options: ControllerManagerOptions;
  readonly #informer: Informer;
  readonly #queues: WorkQueue[] = [];
  readonly #listeners = new Map<string, Listener[]>();
  readonly #anyListeners: Listener[] = [];
  #unsubscribe: (() => void) | null = null;

  constructor(options: ControllerManagerOptions) {
    this.#options = options;
    this.#informer = new Informer(options.api);
  }

  start(controllers: readonly ((context: ControllerContext) => void)[]): void {
    const context = this.#context();
    for (const startController of controllers) startController(context);
    this.#unsubscribe = this.#options.api.subscribe((change) => {
      this.#informer.apply(change);
      this.#tell(change);
    });
    for (const { resource, object } of this.#informer.everything()) this.#tell({ type: 'ADDED', resource, object });
  }

  stop(): void {
    this.#unsubscribe?.();
    for (const queue of this.#queues) queue.stop();
  }

  #context(): ControllerContext {
    const { api, clock, names, isFirstEvening } = this.#options;
    const on = (resource: string, listener: Listener) => {
      this.#listeners.set(resource, [...(this.#listeners.get(resource) ?? []), listener]);
    };
    return {
      api,
      clock,
      names,
      isFirstEvening,
      informer: this.#informer,
      on,
      onAny: (listener) => this.#anyListeners.push(listener),
      queue: (reconcile, backoff?: Backoff) => {
        const queue = new WorkQueue(clock, reconcile, backoff);
        this.#queues.push(queue);
        return queue;
      },
      feed: (queue, resource) =>
        on(resource, ({ type, object }) => {
          if (type === 'DELETED') queue.forget(keyOf(object));
          else queue.add(keyOf(object));
        }),
    };
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners.get(change.resource) ?? []) listener(change);
    for (const listener of this.#anyListeners) listener(change);
    if (wakesRefused.has(change.resource)) for (const queue of this.#queues) queue.wake();
  }
}
