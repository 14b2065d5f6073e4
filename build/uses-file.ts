import { fileURLToPath } from 'node:url';

/** What the phases asked of Kubernetes in the last whole `npm run test:real`. */
export const usesFile = fileURLToPath(new URL('../.cache/access-uses.json', import.meta.url));
