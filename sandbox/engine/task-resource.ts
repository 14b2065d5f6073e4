/** What a Task's Resource asks for, as far as the sandbox can do it. */
export type TaskResource =
  | { readonly kind: 'lambda-invoke'; readonly resourceType: 'lambda'; readonly resource: 'invoke' }
  | { readonly kind: 'function'; readonly functionArn: string }
  | {
      readonly kind: 'start-execution';
      readonly resourceType: 'states';
      readonly resource: 'startExecution' | 'startExecution.sync' | 'startExecution.sync:2';
    };

const startExecution = /^startExecution(\.sync(:2)?)?$/;

/** Reads the ARN in any partition; null for everything that the sandbox does not run. */
export function readTaskResource(arn: string): TaskResource | null {
  if (/^arn:[a-z-]+:lambda:[a-z0-9-]*:\d*:function:.+$/.test(arn)) return { kind: 'function', functionArn: arn };
  const [, service, action] = /^arn:[a-z-]+:states:[a-z0-9-]*:\d*:([a-z-]+):(.+)$/.exec(arn) ?? [];
  if (service === 'lambda' && action === 'invoke') {
    return { kind: 'lambda-invoke', resourceType: 'lambda', resource: 'invoke' };
  }
  if (service === 'states' && action && startExecution.test(action)) {
    const resource = action as 'startExecution' | 'startExecution.sync' | 'startExecution.sync:2';
    return { kind: 'start-execution', resourceType: 'states', resource };
  }
  return null;
}

/** The names that the Arguments of a service integration must and may have here; AWS takes more. */
export const taskArguments: Readonly<
  Record<'lambda-invoke' | 'start-execution', { readonly required: string; readonly optional: readonly string[] }>
> = {
  'lambda-invoke': { required: 'FunctionName', optional: ['Payload', 'Qualifier', 'InvocationType'] },
  'start-execution': { required: 'StateMachineArn', optional: ['Input', 'Name'] },
};
