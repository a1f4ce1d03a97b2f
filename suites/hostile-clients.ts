import type { Suite } from '../src/check/suite.ts';
import { slowClient, type Endured } from './probes/hostile.ts';
import { noFailure, survival } from './survival.ts';

export default {
  id: 'hostile-clients',
  title: 'A client that is slow',
  profile: 'hostile',
  over: slowClient,
  checks: {
    ...survival('hostile-clients', 'a client that took seconds for its request'),
    'no-failure': noFailure('hostile-clients', 'A request that took seconds to come'),
  },
} satisfies Suite<Endured>;
