#!/usr/bin/env tsx
import { main } from '../cli/main.ts';
import { nodeProblem } from '../cli/node-problem.ts';

const problem = nodeProblem(process.versions.node);
if (problem) process.stderr.write(`eks-scheduler: ${problem}\n`);
process.exitCode = problem ? 1 : await main(process.argv.slice(2));
