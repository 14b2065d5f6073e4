import { asStatusListener } from './as-status-listener.ts';
import { onRunFailed } from './on-run-failed.ts';

export const handler = asStatusListener(onRunFailed);
