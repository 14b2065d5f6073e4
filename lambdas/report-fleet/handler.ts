import { asFleetStep } from '../as-fleet-step.ts';
import { reportFleet } from './report-fleet.ts';

export const handler = asFleetStep('report-fleet', 'Report fleet', reportFleet);
