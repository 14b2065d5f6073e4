import { loadDeployment } from '../../sandbox/deployment/load-deployment.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';

/** A state as the synthesized definition has it. */
export interface StateDefinition {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly IntervalSeconds: number;
    readonly BackoffRate: number;
    readonly MaxDelaySeconds: number;
    readonly MaxAttempts: number;
    readonly JitterStrategy: string;
  }[];
  readonly Catch?: unknown;
  readonly TimeoutSeconds?: number;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
  readonly Comment?: string;
  readonly ItemProcessor?: {
    readonly StartAt: string;
    readonly States: Readonly<Record<string, StateDefinition>>;
    readonly ProcessorConfig?: { readonly Mode?: string };
  };
}

export interface MachineDefinition {
  readonly name: string;
  readonly StartAt: string;
  readonly QueryLanguage: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, StateDefinition>>;
}

/** The machines as they would be deployed. */
export async function synthesizedMachines(): Promise<MachineDefinition[]> {
  const deployment = loadDeployment(await synthesize(), { account: '111122223333', region: 'eu-west-1' });
  return deployment.stateMachines.map(({ name, definition }) => ({ name, ...JSON.parse(definition) }));
}

/** All states of a machine, those inside Maps too. */
export function statesOf(machine: Pick<MachineDefinition, 'States'>): [string, StateDefinition][] {
  return Object.entries(machine.States).flatMap(([title, state]) => [
    [title, state] as [string, StateDefinition],
    ...(state.ItemProcessor ? statesOf({ States: state.ItemProcessor.States }) : []),
  ]);
}

/** The titles of the phases in the order in which an undisturbed run comes by them, loops and Maps gone through once. */
export function phasesInOrder(machine: Pick<MachineDefinition, 'StartAt' | 'States'>): string[] {
  const titles: string[] = [];
  for (let title: string | undefined = machine.StartAt; title; ) {
    const state: StateDefinition | undefined = machine.States[title];
    if (!state) throw new Error(`There is no state ${title}.`);
    if (state.Type === 'Task') titles.push(title);
    // A distributed Map has children of its own, which one sees in the console under its title.
    if (state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED') titles.push(title);
    if (state.ItemProcessor) titles.push(...phasesInOrder(state.ItemProcessor));
    // What is asked for comes by the branch, what is done goes on by the default.
    title = title.endsWith(': asked?') ? state.Choices?.[0]?.Next : (state.Next ?? state.Default);
  }
  return titles;
}
