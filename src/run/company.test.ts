import { expect, test } from 'vitest';

import { finding } from '../check/finding.ts';
import type { Request } from '../transport/request.ts';
import { readJournal } from './journal.ts';
import { runTiny } from './tiny-session.test-data.ts';
import { ask, echoing, honest, readSaid, registryOf, replied, rule, suite, type Said } from './tiny.test-data.ts';

// A probe that wants all of its requests on the wire at once.
const names = ['0', '1', '2', '3', '4', '5', '6', '7'];
const saidIn = (views: object) => Object.values(views as Record<string, Said>);
const crowd = echoing({
  id: 'crowd',
  atMost: { requests: names.length, tokens: 80 },
  atOnce: names.length,
  converse: (send) => Promise.all(names.map((name, i) => send(name as 'reply', ask(i)))),
  read: Object.fromEntries(names.map((name) => [name, readSaid])) as never,
  answers: (views) => saidIn(views).some(({ status }) => status === 200),
});
const same = {
  must: 'Each number comes back to whom it is due.',
  ...rule,
  *find(views: object) {
    for (const { asked, said, status } of saidIn(views))
      if (status === 200 && asked !== said) yield finding(`/${asked}/n`, asked, said);
  },
};
const registry = registryOf([suite({ same }, crowd, { id: 'crowd' })]);
const slow = async (request: Request) => {
  for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setImmediate(resolve));
  return honest(request);
};

test('all of them are on the wire at once, where nobody says how many may be', async () => {
  const { verdict, recording } = await runTiny(registry, {
    endpoint: slow,
    concurrency: 3,
    gate: { atOnce: Infinity },
  });
  expect(recording.conversations[0]).toMatchObject({ together: { most: 8, of: 8 } });
  expect(verdict('crowd/same')).toMatchObject({ verdict: 'pass', because: null });
});

test('a pass with fewer than were to be says so, also when it is judged again', async () => {
  const { verdict, journal } = await runTiny(registry, { endpoint: slow, concurrency: 3, gate: { atOnce: 3 } });
  const because = 'shown with 3 of 8 requests on the wire at once';
  expect(verdict('crowd/same')).toMatchObject({ verdict: 'pass', because });
  expect(readJournal(journal).conversations[0]).toMatchObject({ together: { most: 3, of: 8 } });
});

test('what is refused for being too many is not sent again', async () => {
  const busy = (request: Request, nth: number) => (nth > 2 ? replied(429, {}) : slow(request));
  const { seen, verdict } = await runTiny(registry, { endpoint: busy, gate: { atOnce: Infinity } });
  expect(seen).toHaveLength(8);
  expect(verdict('crowd/same').verdict).toBe('pass');
});

test('a conversation that a budget ends leaves nothing on the wire', async () => {
  const { recording } = await runTiny(registry, { endpoint: slow, gate: { atOnce: Infinity, maxRequests: 5 } });
  expect(recording.conversations[0]).toMatchObject({ lost: 'requests' });
  expect(recording.conversations[0]!.exchanges).toHaveLength(5);
});
