import type { Suite } from '../src/check/suite.ts';
import { heads, type Endured } from './probes/hostile.ts';
import { noFailure, survival } from './survival.ts';

export default {
  id: 'hostile-headers',
  title: 'Headers and paths beyond measure',
  profile: 'hostile',
  over: heads,
  checks: {
    ...survival('hostile-headers', 'headers or a path beyond measure'),
    'no-failure': noFailure('hostile-headers', 'A request with headers or a path beyond measure'),
  },
} satisfies Suite<Endured>;
