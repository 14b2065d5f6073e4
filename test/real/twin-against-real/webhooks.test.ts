import { compare } from './compare.ts';
import { webhookClassScenarios } from './webhook-class-scenarios.ts';
import { webhookScenarios } from './webhook-scenarios.ts';

compare('webhooks', [...webhookClassScenarios, ...webhookScenarios]);
