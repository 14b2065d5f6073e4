import { phaseOfFunction } from '../aws/lambda/phase-of-function.ts';
import type { Clock } from '../clock/clock.ts';
import type { FunctionInvoker } from '../engine/engine.ts';

/** One pass of a phase, as it went by between the engine and the function. */
export interface ObservedPass {
  /** `drain-nodes` */
  readonly phase: string;
  /** `Drain nodes` */
  readonly title: string;
  readonly item: string | null;
  readonly status: 'done' | 'pending' | 'skipped' | 'failed';
  /** Why it waits or was skipped; of a failure the named error and its message. */
  readonly reason: string | null;
  readonly summary: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970, in the sandbox's time. */
  readonly at: number;
}

/** Tells of each pass, before (`begun`) and after it. */
export interface PassListener {
  readonly begun?: (pass: Pick<ObservedPass, 'phase' | 'title' | 'item' | 'at'>) => void;
  readonly ended: (pass: ObservedPass) => void;
}

/** Stands between the engine and the functions and tells what goes by; changes nothing. */
export function observePasses(invoker: FunctionInvoker, clock: Clock, listener: PassListener): FunctionInvoker {
  return {
    invoke: async (functionName, payload) => {
      const phase = phaseOfFunction(functionName);
      const about = { phase, title: titleOf(phase), item: itemOf(payload) };
      listener.begun?.({ ...about, at: clock.now() });
      const invocation = await invoker.invoke(functionName, payload).catch((error: unknown) => {
        // Of the Lambda service itself: the function was not run.
        listener.ended({ ...about, status: 'failed', reason: String(error), summary: {}, at: clock.now() });
        throw error;
      });
      const outcome =
        invocation.status === 'ok'
          ? answered(invocation.payload)
          : {
              status: 'failed' as const,
              reason: `${invocation.errorType}: ${invocation.errorPayload.errorMessage}`,
              summary: {},
            };
      listener.ended({ ...about, ...outcome, at: clock.now() });
      return invocation;
    },
  };
}

function answered(payload: unknown): Pick<ObservedPass, 'status' | 'reason' | 'summary'> {
  const { status, reason, summary } = payload as Pick<ObservedPass, 'status' | 'summary'> & { reason?: string };
  return { status, reason: reason ?? null, summary: summary ?? {} };
}

function titleOf(phase: string): string {
  const words = phase.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function itemOf(payload: unknown): string | null {
  const isNamed =
    typeof payload === 'object' && payload !== null && 'item' in payload && typeof payload.item === 'string';
  return isNamed ? (payload as { item: string }).item : null;
}
