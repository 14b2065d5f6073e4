import { buildControlPlane } from '../../sandbox/control-plane/build.ts';
import synthesizeOnce from '../synthesize-once.ts';

/** Before all tests on real parts: the control plane is built, where that is still to be done. */
export default async function buildOnce(): Promise<void> {
  // DynamoDB Local would report to Amazon that it runs. Set here, because tests see a copy of the environment.
  process.env.DDB_LOCAL_TELEMETRY = '0';
  await synthesizeOnce();
  await buildControlPlane((line) => process.stderr.write(`${line}\n`));
}
