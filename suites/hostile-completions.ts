import type { Suite } from '../src/check/suite.ts';
import { texts, type Endured } from './probes/hostile.ts';
import { inTime, noFailure, survival } from './survival.ts';

export default {
  id: 'hostile-completions',
  title: 'Text completions of nothing',
  profile: 'hostile',
  over: texts,
  checks: {
    ...survival('hostile-completions', 'a text completion of no token, or of no text,'),
    'no-failure': noFailure('hostile-completions', 'A text completion of no token, or of no text,'),
    'in-time': inTime('hostile-completions', 'A text completion of no token, or of no text,'),
  },
} satisfies Suite<Endured>;
