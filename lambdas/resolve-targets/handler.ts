import { asFleetStep } from '../as-fleet-step.ts';
import { resolveTargets } from './resolve-targets.ts';

export const handler = asFleetStep('resolve-targets', 'Resolve targets', resolveTargets);
