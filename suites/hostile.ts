import type { AnySuite } from '../src/check/suite.ts';
import hostileJson from './hostile-json.ts';
import hostileSizes from './hostile-sizes.ts';
import hostileLimits from './hostile-limits.ts';
import hostileSchemas from './hostile-schemas.ts';
import hostileCompletions from './hostile-completions.ts';
import hostileHeaders from './hostile-headers.ts';
import hostileClients from './hostile-clients.ts';
import hostileHangUps from './hostile-hang-ups.ts';

/** What must hold of an endpoint that is sent what may bring it down: one line for each suite. */
export const hostileSuites: readonly AnySuite[] = [
  hostileJson,
  hostileSizes,
  hostileLimits,
  hostileSchemas,
  hostileCompletions,
  hostileHeaders,
  hostileClients,
  hostileHangUps,
];
