import { aControlPlane } from './a-control-plane.ts';

/** A program that starts a control plane, says where, and then runs until somebody ends it. */
const { folder } = await aControlPlane();
process.stdout.write(`${folder}\n`);
setInterval(() => undefined, 60_000);
