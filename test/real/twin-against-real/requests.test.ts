import { compare } from './compare.ts';
import { readingScenarios } from './reading-scenarios.ts';
import { writingScenarios } from './writing-scenarios.ts';

compare('requests', [...readingScenarios, ...writingScenarios]);
