import { ConfigurationError } from '../domain/errors.ts';
import { few } from '../domain/few.ts';
import { matchesGlob } from '../domain/glob.ts';
import { type RunSettings, tierNames } from '../domain/run-settings.ts';
import { defaults } from './defaults.ts';
import { layerFromEnvironment } from './environment-layer.ts';
import { laidOver } from './lay-over.ts';
import { errorOf, findingsOf } from './problems.ts';
import { type RunInput, runInputSchema } from './run-input.ts';
import type { Configuration, Layer, RunOverrides } from './schema.ts';
import { assertConsistent, assertEachConsistent } from './whole-configuration.ts';
import { layerFromYaml, sourceFromYaml, usualFile } from './yaml-layer.ts';

/** What holds for one run: defaults, under the file, under the environment, under the input of the execution. */
export interface RunConfiguration {
  readonly input: RunInput;
  readonly settings: RunSettings;
  readonly minNodes: number;
  readonly verify: boolean;
  /** What follows when the run is a stop and fails for good. */
  readonly onFailure: Configuration['onFailure'];
  readonly notifications: Configuration['notifications'];
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
  const whole = [layerFromYaml(yamlText), layerFromEnvironment(environment)].reduce(layOver, defaults);
  const ofCluster = overridesOf(whole, runInput.cluster).map(([, overrides]) => overrides);
  const merged = [...ofCluster, ofInput].reduce(layOver, whole);
  assertConsistent(merged);
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
    notifications: merged.notifications,
  };
}

/**
 * The configuration without any run: what a deployment and its documentation need.
 *
 * @param file How the file is called in errors.
 */
export function loadFile(
  yamlText: string,
  environment: Readonly<Record<string, string | undefined>> = {},
  file: string = usualFile,
): Configuration {
  return mergedOf([sourceFromYaml(yamlText, file).layer, layerFromEnvironment(environment)]);
}

/** @throws {ConfigurationError} for sources that contradict one another, and for all of them together being too much. */
export function mergedOf(layers: readonly Layer[]): Configuration {
  const merged = layers.reduce(layOver, defaults);
  assertConsistent(merged);
  assertEachConsistent(merged);
  return merged;
}

/** What the configuration says of this cluster alone, by the name or pattern under `clusters`, the strongest last. */
export function overridesOf(
  { clusters }: Configuration,
  cluster: string,
): readonly (readonly [name: string, overrides: RunOverrides])[] {
  const own = clusters[cluster];
  const globs = Object.entries(clusters).filter(([glob]) => glob !== cluster && matchesGlob(glob, cluster));
  return own ? [...globs, [cluster, own]] : globs;
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

export function layOver(under: Configuration, over: Layer): Configuration {
  return laidOver(under, over) as Configuration;
}
