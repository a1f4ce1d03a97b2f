import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { configOf, JournalError, judgeJournal, run, UsageError, type Outcome, type Report } from './index.ts';
import { serve, type Served } from './reference/server.ts';
import { toJson } from './report/json.ts';
import { readJournal } from './run/journal.ts';
import { brittleWay, tormentedDisk, type Break, type Torment, type Tormented } from './torture.test-data.ts';
import type { Fault } from './transport/fault.ts';

const key = 'sk-torture-0123456789abcdef';
const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-torture-'));
let server: Served;
let runs = 0;

// One connection a request: so the nth connection is the nth request.
const once: Fault = (reply) => ({ ...reply, headers: { ...reply.headers, connection: 'close' } });
beforeAll(async () => (server = await serve({ key, fault: once })));
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

type Survived = Tormented & { out: string; journal: string; seen: number; outcome?: Outcome; refused?: unknown };

/** A small run over a disk and a way that break as chosen. */
async function survive(chosen: ReadonlyMap<number, Torment>, baseUrl = server.url): Promise<Survived> {
  const out = join(folder, String((runs += 1)));
  const cancel = new AbortController();
  const tormented = tormentedDisk(chosen, { interrupt: () => cancel.abort(), secret: key });
  const small = { only: ['models', 'chat'], cases: '0', confirm: '1', shrink: '0', concurrency: '1' };
  const config = configOf({ baseUrl, out, ...small }, { OPENAI_API_KEY: key });
  const before = server.requests();
  const how = await run(config, cancel.signal, { disk: tormented.disk }).then(
    (outcome) => ({ outcome }),
    (refused: unknown) => ({ refused }),
  );
  return { ...tormented, ...how, out, journal: join(out, 'journal.ndjson'), seen: server.requests() - before };
}

const verdictsOf = ({ verdict, checks }: Report) => [verdict, ...checks.map((one) => [one.id, one.verdict])];
const held = ({ journal }: Survived) => {
  const { conversations } = readJournal(readFileSync(journal, 'utf8'));
  return conversations.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
};
const secretIn = ({ out }: Survived) =>
  (existsSync(out) ? readdirSync(out) : []).filter((file) => readFileSync(join(out, file), 'utf8').includes(key));

/** What holds of every run, whatever broke on its disk. */
function expectTruth(survived: Survived): void {
  expect(secretIn(survived)).toEqual([]);
  if (survived.outcome) expectTold(survived, survived.outcome);
  else expectRefused(survived);
}

function expectRefused({ refused, seen }: Survived): void {
  expect(refused).toBeInstanceOf(UsageError);
  expect(seen).toBe(0);
}

function expectTold(survived: Survived, { report, exitCode, faults }: Outcome): void {
  const { failed, journal, seen } = survived;
  expect(failed.filter((path) => !faults.some((fault) => fault.includes(path)))).toEqual([]);
  expect(exitCode).toBe(faults.length > 0 ? 4 : report.run.complete ? 0 : 3);
  expect(report.checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).toEqual([]);
  if (failed.includes(journal)) return expectCutShort(survived, report);
  expect(held(survived)).toBe(seen);
  expect(verdictsOf(judgeJournal(journal))).toEqual(verdictsOf(report));
}

/** Of a run whose journal broke off. */
function expectCutShort(survived: Survived, report: Report): void {
  expect(report.verdict).toBe('incomplete');
  const judged = judgedOrNone(survived.journal);
  expect(judged ? verdictsOf(judged) : report.run.requests).toEqual(judged ? verdictsOf(report) : 0);
  // The one whose line was lost, and no other behind it.
  expect(survived.seen - (judged ? held(survived) : 0)).toBeLessThanOrEqual(1);
}

function judgedOrNone(journal: string): Report | undefined {
  try {
    return judgeJournal(journal);
  } catch (error) {
    expect(error).toBeInstanceOf(JournalError);
    return undefined;
  }
}

let calls: readonly string[];
beforeAll(async () => {
  ({ calls } = await survive(new Map()));
});

test('where nothing breaks the gate is met', async () => {
  const unharmed = await survive(new Map());
  expectTruth(unharmed);
  expect(unharmed.outcome?.exitCode).toBe(0);
});

describe('each call of the disk in turn', () => {
  test.for<Torment>(['fails', 'fails halfway', 'is interrupted'])('%s', async (torment) => {
    expect.hasAssertions();
    const halves = ['append', 'close'];
    for (const [place, name] of calls.entries()) {
      if (torment === 'fails halfway' && !halves.includes(name)) continue;
      expectTruth(await survive(new Map([[place, torment]])));
    }
  });

  test('leaks, and what leaked is said and gone', async () => {
    const places = [...calls.keys()].filter((place) => ['append', 'write'].includes(calls[place]!));
    for (const place of places.filter((at) => calls[at] === 'write' || at % 3 === 0)) {
      const survived = await survive(new Map([[place, 'leaks']]));
      expectTruth(survived);
      expect(survived.outcome).toMatchObject({
        exitCode: 4,
        faults: [expect.stringMatching(/held a secret, and was written again/)],
      });
    }
  });

  test('leaks again when it is mended, and the file is gone', async () => {
    const place = calls.indexOf('write');
    const survived = await survive(new Map([place, place + 3].map((at) => [at, 'leaks'])));
    expect(survived.outcome?.faults).toEqual([expect.stringMatching(/report\.html held a secret,.* was removed/)]);
    expect(readdirSync(survived.out).toSorted()).toEqual(['journal.ndjson', 'junit.xml', 'report.json']);
  });
});

test('any calls of the disk fail together', async () => {
  expect.hasAssertions();
  const torments = fc.constantFrom<Torment>('fails', 'fails halfway', 'is interrupted');
  const some = fc.array(fc.tuple(fc.nat(calls.length), torments), { minLength: 2, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(some, async (chosen) => expectTruth(await survive(new Map(chosen)))),
    { numRuns: 40 },
  );
});

describe('each connection in turn is reset', () => {
  test.for<Break>(['accept', 'request', 'reply'])('at the %s', async (where) => {
    expect.hasAssertions();
    const requests = 22;
    for (let place = 0; place < requests; place += 1) expectHeard(await overBrittle(new Map([[place, where]])));
  });

  test('or several, with calls of the disk', async () => {
    expect.hasAssertions();
    const breaks = fc.array(fc.tuple(fc.nat(22), fc.constantFrom<Break>('accept', 'request', 'reply')), {
      maxLength: 3,
    });
    const torments = fc.array(fc.tuple(fc.nat(calls.length), fc.constant<Torment>('fails')), { maxLength: 1 });
    await fc.assert(
      fc.asyncProperty(breaks, torments, async (broken, chosen) => {
        const survived = await overBrittle(new Map(broken), new Map(chosen));
        if (chosen.length === 0) expectHeard(survived);
        else expectFailed(survived);
      }),
      { numRuns: 30 },
    );
  });
});

/** Nothing was sent, or it is said what was lost. */
function expectFailed({ outcome, refused, failed }: Survived): void {
  const how = outcome?.exitCode ?? (refused instanceof UsageError ? 2 : refused);
  expect(failed.length > 0 ? [2, 4] : [0, 3]).toContain(how);
}

type OverBrittle = Survived & { connections: number; broken: number };

async function overBrittle(
  breaks: ReadonlyMap<number, Break>,
  chosen = new Map<number, Torment>(),
): Promise<OverBrittle> {
  const way = await brittleWay(server.url, breaks);
  try {
    const survived = await survive(chosen, way.url);
    return { ...survived, connections: way.connections(), broken: way.broken() };
  } finally {
    await way.close();
  }
}

/** Every connection stands in the journal; nobody is accused; what was lost is told. */
function expectHeard(survived: OverBrittle): void {
  const { outcome, journal, connections, broken, out } = survived;
  const { report, exitCode, faults } = outcome!;
  expect(faults).toEqual([]);
  expect(held(survived)).toBe(connections);
  expect(report.checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).toEqual([]);
  expect(exitCode).toBe(report.checks.some(({ verdict }) => verdict === 'inconclusive') ? 3 : 0);
  const told = report.caveats.find((caveat) => caveat.includes('did not come to the end'));
  expect(told ?? '').toMatch(broken > 0 ? new RegExp(`^${broken} repl`) : /^$/);
  expect(toJson(judgeJournal(journal))).toBe(readFileSync(join(out, 'report.json'), 'utf8'));
}

test('that were more than 200 runs', () => {
  expect(runs).toBeGreaterThan(200);
});
