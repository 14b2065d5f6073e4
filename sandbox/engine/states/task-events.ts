import type { TaskState } from '../definition/definition.ts';
import { record } from '../execution/walk.ts';
import type { StateFailure } from '../failure.ts';
import type { TaskResource } from '../task-resource.ts';
import type { Visit } from './visit.ts';

/** Payloads are given as JSON text. Times are those that the state sets, in seconds. */
export interface TaskEvents {
  scheduled(
    parameters: string,
    times: { readonly timeoutInSeconds?: number; readonly heartbeatInSeconds?: number },
  ): void;
  started(): void;
  submitted(output: string): void;
  succeeded(output: string): void;
  /** Returns the failure, to be thrown. */
  failed(failure: StateFailure): StateFailure;
}

const whole = { truncated: false };

/** The events of a task's attempt: a bare function has a family of its own, integrations share one. */
export function taskEvents(visit: Visit<TaskState>, resource: TaskResource): TaskEvents {
  return resource.kind === 'function'
    ? functionEvents(visit, resource.functionArn)
    : integrationEvents(visit, { resource: resource.resource, resourceType: resource.resourceType });
}

function integrationEvents(
  visit: Visit<TaskState>,
  resource: { readonly resource: string; readonly resourceType: string },
): TaskEvents {
  const { walk, services } = visit;
  return {
    scheduled(parameters, times) {
      const details = { parameters, region: services.region, ...resource, ...times };
      record(walk, 'TaskScheduled', { taskScheduledEventDetails: details });
    },
    started() {
      record(walk, 'TaskStarted', { taskStartedEventDetails: resource });
    },
    submitted(output) {
      record(walk, 'TaskSubmitted', { taskSubmittedEventDetails: { output, outputDetails: whole, ...resource } });
    },
    succeeded(output) {
      record(walk, 'TaskSucceeded', { taskSucceededEventDetails: { output, outputDetails: whole, ...resource } });
    },
    failed(failure) {
      const details = { ...failure.details, ...resource };
      if (failure.error === 'States.Timeout') record(walk, 'TaskTimedOut', { taskTimedOutEventDetails: details });
      else record(walk, 'TaskFailed', { taskFailedEventDetails: details });
      return failure;
    },
  };
}

function functionEvents({ walk }: Visit<TaskState>, functionArn: string): TaskEvents {
  return {
    scheduled(input, times) {
      const details = { input, inputDetails: whole, resource: functionArn, ...times };
      record(walk, 'LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: details });
    },
    started() {
      record(walk, 'LambdaFunctionStarted');
    },
    submitted: () => undefined,
    succeeded(output) {
      const details = { output, outputDetails: whole };
      record(walk, 'LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: details });
    },
    failed(failure) {
      const isTimeout = failure.error === 'States.Timeout';
      if (isTimeout) {
        record(walk, 'LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: failure.details });
      } else {
        record(walk, 'LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: failure.details });
      }
      return failure;
    },
  };
}
