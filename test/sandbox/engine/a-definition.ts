import type { Diagnostic } from '../../../sandbox/engine/definition/diagnostics.ts';
import { readDefinition } from '../../../sandbox/engine/definition/read-definition.ts';
import { aPass, aTask } from './an-engine.ts';

export const done = { Type: 'Succeed' };
export const lambda = 'arn:aws:states:::lambda:invoke';

export function diagnose(machine: object): readonly Diagnostic[] {
  return readDefinition(JSON.stringify({ QueryLanguage: 'JSONata', ...machine })).diagnostics;
}

/** A machine of one state, S, that goes to Done where it goes anywhere. */
export const one = (S: object) => ({
  StartAt: 'S',
  States: { S, ...('Next' in S || 'Default' in S ? { Done: done } : {}) },
});
export const branch = (state: object, name = 'In') => ({ StartAt: name, States: { [name]: state } });
export const aMap = (fields: object = {}) => ({ Type: 'Map', ItemProcessor: branch(aPass()), End: true, ...fields });
export const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...branch(aPass()) };
export const retried = (retrier: object, ...more: object[]) =>
  one(aTask('f', { Retry: [{ ErrorEquals: ['E'], ...retrier }, ...more] }));
export const choice = (...Choices: object[]) => one({ Type: 'Choice', Choices, Default: 'Done' });
