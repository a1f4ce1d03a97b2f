import type { Suite } from '../src/check/suite.ts';
import { hangUps, type Endured } from './probes/hostile.ts';
import { survival } from './survival.ts';

export default {
  id: 'hostile-hang-ups',
  title: 'Clients that leave in the middle',
  profile: 'hostile',
  over: hangUps,
  checks: {
    ...survival('hostile-hang-ups', 'clients that left in the middle of a request or a stream'),
  },
} satisfies Suite<Endured>;
