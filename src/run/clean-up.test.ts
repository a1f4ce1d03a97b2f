import { expect, test } from 'vitest';

import type { Leaving } from '../check/leaving.ts';
import { RUN } from '../check/probe.ts';
import { compile } from '../report/compile.ts';
import { bytesOf, type Exchange, type Reply } from '../transport/exchange.ts';
import type { Part, Request } from '../transport/request.ts';
import { runTiny, type Endpoint, type TinyRun } from './tiny-session.test-data.ts';
import { ask, echoing, honest, registryOf, replied, sameNumber, silent, suite } from './tiny.test-data.ts';

type Thing = { id: string; name: string };

const things = (exchange: Exchange): Thing[] => {
  const parsed = JSON.parse(Buffer.from(bytesOf(exchange.reply)).toString()) as { things?: Thing[] };
  return parsed.things ?? [];
};
const partIn = ({ body }: Request): Part => (body && 'parts' in body ? body.parts[0]! : { name: '', value: '' });
const remove = (id: string): Request => ({ method: 'DELETE', path: `/things/${id}`, intent: 'optional' });

const leaving: Leaving = {
  id: 'thing',
  title: 'a thing',
  by: ({ method, path }) => method === 'POST' && path === '/things',
  name: (request) => partIn(request).filename ?? '',
  removal({ reply }) {
    const { id } = JSON.parse(Buffer.from(bytesOf(reply)).toString()) as { id?: string };
    return id === undefined ? undefined : remove(id);
  },
  isGone: ({ request, reply }) => request.method === 'DELETE' && (reply.status === 200 || reply.status === 404),
  search: { method: 'GET', path: '/things', intent: 'optional' },
  found: (listing, lost) =>
    things(listing).flatMap(({ id, name }) => (name === partIn(lost).filename ? [remove(id)] : [])),
};

const make: Request = {
  method: 'POST',
  path: '/things',
  intent: 'optional',
  body: { parts: [{ name: 'thing', value: 'x', filename: `ours-${RUN}` }] },
};

/** Asks for a number, and makes a thing before or behind it; `removes`: and takes it away itself. */
const making = (more: { removes?: boolean; leaves?: number; cases?: number } = {}) => {
  const { removes = false, leaves = 1, cases = 1 } = more;
  return registryOf(
    [
      suite(
        { same: sameNumber() },
        echoing({
          always: Array.from({ length: cases }, (_, i) => i),
          atMost: { requests: 3, tokens: 10, leaves },
          async converse(send, n) {
            const { reply } = await send('made' as 'reply', make);
            const id = (JSON.parse(Buffer.from(bytesOf(reply)).toString() || '{}') as { id?: string }).id;
            if (removes && id !== undefined) await send('removed' as 'reply', remove(id));
            await send('reply', ask(n));
          },
        }),
      ),
    ],
    { leavings: [leaving] },
  );
};

/** An endpoint that keeps things. `upset` answers in its place where it likes, before or behind what is done. */
function keeping(upset: (request: Request, reply: () => Reply) => Reply | undefined = () => undefined) {
  const kept = new Map<string, Thing>([['foreign', { id: 'foreign', name: 'ours-of-another-run' }]]);
  let count = 0;
  const answer = (request: Request): Reply => {
    if (request.path === '/echo') return honest(request);
    if (request.method === 'GET') return replied(200, { things: [...kept.values()] });
    if (request.method === 'POST') {
      const id = `t${(count += 1)}`;
      kept.set(id, { id, name: partIn(request).filename ?? '' });
      return replied(200, { id });
    }
    return replied(kept.delete(request.path.slice('/things/'.length)) ? 200 : 404, {});
  };
  const endpoint: Endpoint = (request) => {
    let made: Reply | undefined;
    const reply = () => (made ??= answer(request));
    return upset(request, reply) ?? reply();
  };
  return { endpoint, left: () => [...kept.keys()] };
}

const run = (registry: ReturnType<typeof making>, endpoint: Endpoint, more: Partial<TinyRun> = {}) =>
  runTiny(registry, { endpoint, ...more });
const cleaning = ({ recording }: Awaited<ReturnType<typeof run>>) =>
  recording.conversations
    .filter(({ purpose }) => purpose === 'cleanup')
    .flatMap(({ exchanges }) => exchanges.map(({ exchange: { request } }) => `${request.method} ${request.path}`));
const caveats = ({ recording, assessment }: Awaited<ReturnType<typeof run>>) =>
  compile(recording, assessment).caveats.filter((caveat) => caveat.includes('thing'));

test('what a conversation made is taken away when the run has ended, and nothing else is', async () => {
  const { endpoint, left } = keeping();
  const outcome = await run(making({ cases: 2 }), endpoint);
  expect(left()).toEqual(['foreign']);
  expect(cleaning(outcome)).toEqual(['DELETE /things/t1', 'DELETE /things/t2']);
  expect(outcome.assessment).toMatchObject({ verdict: 'conformant', exitCode: 0, left: [] });
  expect(caveats(outcome)).toEqual([]);
});

test('what a conversation took away itself is let be', async () => {
  const { endpoint, left } = keeping();
  const outcome = await run(making({ removes: true }), endpoint);
  expect(left()).toEqual(['foreign']);
  expect(cleaning(outcome)).toEqual([]);
});

test('a name of ours is that of this run alone', async () => {
  const names = new Set<string>();
  for (let i = 0; i < 2; i += 1) {
    const { seen } = await run(making(), keeping().endpoint);
    names.add(partIn(seen[0]!).filename!);
  }
  expect(names.size).toBe(2);
  for (const name of names) expect(name).toMatch(/^ours-[0-9a-f]{12}$/);
});

test('a thing whose reply was lost is found by its name', async () => {
  const { endpoint, left } = keeping((request, reply) => {
    if (!leaving.by(request)) return undefined;
    reply();
    return silent;
  });
  const outcome = await run(making(), endpoint);
  expect(left()).toEqual(['foreign']);
  expect(cleaning(outcome)).toEqual(['GET /things', 'DELETE /things/t1']);
  expect(outcome.assessment.left).toEqual([]);
});

test('a thing that came to be only after the first look is found by the second', async () => {
  let looks = 0;
  const { endpoint, left } = keeping((request, reply) => {
    if (leaving.by(request)) {
      reply();
      return silent;
    }
    if (request.method !== 'GET') return undefined;
    looks += 1;
    return looks === 1 ? replied(200, { things: [] }) : undefined;
  });
  const outcome = await run(making(), endpoint);
  expect(left()).toEqual(['foreign']);
  expect(cleaning(outcome)).toEqual(['GET /things', 'GET /things', 'DELETE /things/t1']);
});

test('one that never came to be is looked for twice, and not reported', async () => {
  const { endpoint } = keeping((request) => (leaving.by(request) ? silent : undefined));
  const outcome = await run(making(), endpoint);
  expect(cleaning(outcome)).toEqual(['GET /things', 'GET /things']);
  expect(caveats(outcome)).toEqual([]);
});

test('a refusal leaves nothing', async () => {
  const { endpoint } = keeping((request) => (leaving.by(request) ? replied(400, {}) : undefined));
  expect(cleaning(await run(making(), endpoint))).toEqual([]);
});

test('a removal that fails is tried again, and what stays is told with the line that removes it', async () => {
  const { endpoint, left } = keeping((request) => (request.method === 'DELETE' ? replied(500, {}) : undefined));
  const outcome = await run(making(), endpoint);
  expect(left()).toEqual(['foreign', 't1']);
  expect(cleaning(outcome)).toEqual(['DELETE /things/t1', 'DELETE /things/t1']);
  const [caveat = ''] = caveats(outcome);
  expect(caveat).toMatch(/^The run left a thing named "ours-[0-9a-f]{12}" at the endpoint/);
  expect(caveat).toContain('curl -sS -i --globoff -X DELETE http://tiny/v1/things/t1');
});

test('where nobody can tell, the report says so, and how to look', async () => {
  const { endpoint } = keeping((request) => (leaving.by(request) || request.method === 'GET' ? silent : undefined));
  const [caveat = ''] = caveats(await run(making(), endpoint));
  expect(caveat).toMatch(/^The run may have left a thing/);
  expect(caveat).toContain('curl -sS -i --globoff http://tiny/v1/things');
});

test('a run that was cancelled takes away what it made, and what was under way', async () => {
  const cancel = new AbortController();
  const { endpoint, left } = keeping((request, reply) => {
    if (!leaving.by(request)) return undefined;
    const made = reply();
    // The second is made, and the run is cancelled before its reply comes.
    if (left().length < 3) return made;
    cancel.abort();
    return { ...silent, end: { how: 'aborted', at: 1 } };
  });
  const outcome = await run(making({ cases: 3 }), endpoint, { gate: { signal: cancel.signal } });
  expect(outcome.recording.end!.stopped).toBe('The run was cancelled.');
  expect(left()).toEqual(['foreign']);
  expect(cleaning(outcome)).toEqual(['GET /things', 'DELETE /things/t1', 'DELETE /things/t2']);
});

test('neither a deadline nor a spent budget keeps it from cleaning up', async () => {
  for (const [gate, stopped] of [
    [{ maxRequests: 6 }, /request budget/],
    [{ maxTokens: 15 }, /token budget/],
  ] as const) {
    const { endpoint, left } = keeping();
    const outcome = await run(making({ cases: 9 }), endpoint, { gate });
    expect(outcome.recording.end!.stopped).toMatch(stopped);
    expect(left()).toEqual(['foreign']);
    expect(outcome.seen.length).toBeLessThanOrEqual('maxRequests' in gate ? gate.maxRequests : Infinity);
  }
});

test('nothing is made whose removal the budget does not allow for', async () => {
  const { endpoint } = keeping();
  const { seen } = await run(making(), endpoint, { gate: { maxRequests: 3 } });
  expect(seen).toEqual([]);
});

test('what conversations took away themselves is kept for no longer', async () => {
  const { endpoint } = keeping();
  const outcome = await run(making({ cases: 5, removes: true }), endpoint, { gate: { maxRequests: 5 * 3 + 3 } });
  expect(outcome.recording.end!.stopped).toBeNull();
});

test('the plan keeps requests for it, inside its bound', async () => {
  const { plan } = await run(making({ cases: 4 }), keeping().endpoint);
  expect(plan.reserve.cleanup).toBe(12);
  expect(plan.bound.requests).toBe(plan.base.requests + plan.reserve.retries + plan.reserve.cleanup);
});

test('a probe that leaves more than it declares is our own error', async () => {
  const { verdict } = await run(making({ leaves: 0 }), keeping().endpoint);
  expect(verdict('echo/same')).toMatchObject({ verdict: 'error', because: expect.stringMatching(/leaves more/) });
});
