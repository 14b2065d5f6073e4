/** What time it is in the sandbox: `now` at the moment `since` of this thread's `performance.now()`, running at `speed`. */
export interface SandboxTime {
  readonly now: number;
  readonly since: number;
  /** 0: stands still; 1: as on the wall. */
  readonly speed: number;
}

/**
 * Makes `Date` of this thread give the sandbox's time. A proxy, so that everything else of Date (parse, UTC, instanceof, classes
 * that extend it) stays as it is.
 */
export function replaceDate(time: () => SandboxTime): void {
  const SystemDate = Date;
  const now = () => {
    const { now: base, since, speed } = time();
    return Math.round(base + (performance.now() - since) * speed);
  };
  const SandboxDate = new Proxy(SystemDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new SystemDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
  SystemDate.prototype.constructor = SandboxDate;
  globalThis.Date = SandboxDate;
}
