import type { Suite } from '../src/check/suite.ts';
import { largeBodies, type Endured } from './probes/hostile.ts';
import { noFailure, survival } from './survival.ts';

export default {
  id: 'hostile-sizes',
  title: 'Bodies of 10 MiB',
  profile: 'hostile',
  over: largeBodies,
  checks: {
    ...survival('hostile-sizes', 'a body of 10 MiB'),
    'no-failure': noFailure('hostile-sizes', 'A body of 10 MiB'),
  },
} satisfies Suite<Endured>;
