import { buildControlPlane } from '../../../sandbox/control-plane/build.ts';

/** A program that builds with the `go` of its PATH into the folder that it is given. */
await buildControlPlane(() => undefined, { cache: process.argv[2] ?? '' });
