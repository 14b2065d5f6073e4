import { compare } from './compare.ts';
import { healthScenarios } from './health-scenarios.ts';
import { removalScenarios } from './removal-scenarios.ts';

compare('pods', [...healthScenarios, ...removalScenarios]);
