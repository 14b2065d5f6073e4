import { join } from 'node:path';
import { createApp } from '../lib/create-app.ts';
import { bundlePhases } from '../lib/phase-bundle.ts';

createApp({ bundleDirectory: bundlePhases(join('.cache', 'phases')) }).synth();
