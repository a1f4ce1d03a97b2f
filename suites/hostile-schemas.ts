import type { Suite } from '../src/check/suite.ts';
import { schemas, type Endured } from './probes/hostile.ts';
import { inTime, noFailure, survival } from './survival.ts';

export default {
  id: 'hostile-schemas',
  title: 'Schemas and grammars that have no end, or are none',
  profile: 'hostile',
  over: schemas,
  checks: {
    ...survival('hostile-schemas', 'a schema or a grammar that has no end, or is none,'),
    'no-failure': noFailure('hostile-schemas', 'A schema or a grammar that has no end, or is none,'),
    'in-time': inTime('hostile-schemas', 'A schema or a grammar that has no end, or is none,'),
  },
} satisfies Suite<Endured>;
