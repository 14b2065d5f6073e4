import { synthesize } from '../sandbox/deployment/synthesize.ts';

/** Before all tests: what would be deployed is made once, from the sources as they are now. */
export default async function synthesizeOnce(): Promise<void> {
  await synthesize();
}
