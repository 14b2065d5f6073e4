import type { State } from './definition.ts';

export type StateType = State['Type'];

interface Fields {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const everywhere = ['Type', 'Comment', 'QueryLanguage'];
const transition = ['Next', 'End'];
const exit = ['Assign', 'Output'];
const errorHandling = ['Retry', 'Catch'];

/** The fields of each type of state under JSONata. */
const fields: Readonly<Record<StateType, Fields>> = {
  Pass: { required: [], optional: [...exit, ...transition] },
  Task: {
    required: ['Resource'],
    optional: [...exit, ...transition, ...errorHandling, 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'],
  },
  Choice: { required: ['Choices'], optional: [...exit, 'Default'] },
  Wait: { required: [], optional: [...exit, ...transition, 'Seconds', 'Timestamp'] },
  Succeed: { required: [], optional: ['Output'] },
  Fail: { required: [], optional: ['Error', 'Cause'] },
  Parallel: { required: ['Branches'], optional: [...exit, ...transition, ...errorHandling, 'Arguments'] },
  Map: {
    required: ['ItemProcessor'],
    optional: [
      ...exit,
      ...transition,
      ...errorHandling,
      'Items',
      'ItemSelector',
      'MaxConcurrency',
      'ToleratedFailureCount',
      'ToleratedFailurePercentage',
      'ItemBatcher',
      'Label',
    ],
  },
};

/** Fields that only JSONPath states have. */
export const jsonPathFields: ReadonlySet<string> = new Set([
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'Result',
  'ItemsPath',
  'MaxConcurrencyPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
]);

/** Fields that AWS has and the sandbox does not run. */
export const unsupportedFields: ReadonlySet<string> = new Set([
  'Credentials',
  'ItemReader',
  'ResultWriter',
  'Iterator',
]);

export function isStateType(type: unknown): type is StateType {
  return typeof type === 'string' && Object.hasOwn(fields, type);
}

export function requiredFields(type: StateType): readonly string[] {
  return fields[type].required;
}

export function isFieldOf(type: StateType, field: string): boolean {
  return everywhere.includes(field) || fields[type].required.includes(field) || fields[type].optional.includes(field);
}
