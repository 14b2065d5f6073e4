import { ConfigurationError } from '../domain/errors.ts';
import { few } from '../domain/few.ts';
import { type RunSettings, tierNames } from '../domain/run-settings.ts';
import { defaults } from './defaults.ts';
import { layerFromEnvironment } from './environment-layer.ts';
import { errorOf, findingsOf } from './problems.ts';
import { type RunInput, runInputSchema } from './run-input.ts';
import type { Configuration, Layer } from './schema.ts';
import { assertConsistent } from './whole-configuration.ts';
import { layerFromYaml } from './yaml-layer.ts';

/** What holds for one run: defaults, under the file, under the environment, under the input of the execution. */
export interface RunConfiguration {
  readonly input: RunInput;
  readonly settings: RunSettings;
  readonly minNodes: number;
  readonly verify: boolean;
  /** What follows when the run is a stop and fails for good. */
  readonly onFailure: Configuration['onFailure'];
}

/**
 * Reads and validates everything that says how a run goes.
 *
 * @param yamlText The text of eks-scheduler.yaml.
 * @param environment Variables that override it, `EKS_DRAIN_TIMEOUT=900`; others are not looked at.
 * @param input The input of the execution, as it came.
 * @throws {ConfigurationError} that names each wrong field, its value and the cure.
 */
export function loadConfiguration(
  yamlText: string,
  environment: Readonly<Record<string, string | undefined>>,
  input: unknown,
): RunConfiguration {
  const runInput = parseRunInput(input);
  const { timeouts, drain, webhooks, autoscaler, minNodes, verify, onFailure } = runInput;
  const ofInput: Layer = { timeouts, drain, webhooks, autoscaler, minNodes, verify, onFailure };
  const merged = mergedOf([layerFromYaml(yamlText), layerFromEnvironment(environment), ofInput]);
  assertAccountIsKnown(merged, runInput);
  const { tiers, ...rest } = merged;
  return {
    input: runInput,
    settings: {
      timeouts: rest.timeouts,
      drain: rest.drain,
      webhooks: rest.webhooks,
      autoscaler: rest.autoscaler,
      exclusions: rest.exclusions,
      tiers: tierNames.map((name) => ({ name, components: tiers[name] })),
    },
    minNodes: merged.minNodes,
    verify: merged.verify,
    onFailure: merged.onFailure,
  };
}

/** The configuration without any run: what a deployment and its documentation need. */
export function loadFile(
  yamlText: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): Configuration {
  return mergedOf([layerFromYaml(yamlText), layerFromEnvironment(environment)]);
}

function mergedOf(layers: readonly Layer[]): Configuration {
  const merged = layers.reduce(layOver, defaults);
  assertConsistent(merged);
  return merged;
}

/** @throws {ConfigurationError} for a missing cluster, a wrong value or an unknown key. */
export function parseRunInput(input: unknown): RunInput {
  const parsed = runInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw errorOf(findingsOf(parsed.error.issues, input, runInputSchema, () => 'input of the execution'));
}

function assertAccountIsKnown({ accounts }: Configuration, { account }: RunInput): void {
  if (account === undefined || accounts.length === 0 || accounts.includes(account)) return;
  throw new ConfigurationError(
    `account: "${account}" is not one of this scheduler’s accounts (input of the execution).`,
    `Write one of ${few(accounts).join(', ')}, or add it under accounts in eks-scheduler.yaml.`,
  );
}

function layOver(under: Configuration, over: Layer): Configuration {
  return laidOver(under, over) as Configuration;
}

/** Groups of keys are merged, to any depth; a list replaces the list below it. */
function laidOver(under: object, over: object): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isGroup(value) && isGroup(below) ? laidOver(below, value) : value;
  }
  return merged;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
