/** The part of dynalite 4 that the sandbox uses; the package has no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Milliseconds that a table stays in CREATING (default 500). */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** An HTTP server that need not listen: its 'request' event does the work. */
  export default function dynalite(options?: Options): Server;
}
