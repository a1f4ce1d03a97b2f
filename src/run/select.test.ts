import { expect, test } from 'vitest';

import { capability, echoing, everyEcho, everyRule, registryOf, sameNumber, suite } from './tiny.test-data.ts';
import { select } from './select.ts';
import { UsageError } from './usage-error.ts';

const essential = capability('speech', { essential: true });
const colour = capability('colour');
const sound = capability('sound');
const shape = capability('shape');
const first = echoing({ id: 'first', needs: [colour] });
const second = echoing({ id: 'second', uses: [sound] });
const third = echoing({ id: 'third' });

const fourth = echoing({ id: 'fourth', hostile: { sign: 'reply' } });

const registry = registryOf(
  [
    suite({ same: sameNumber(), plain: sameNumber() }, first, { id: 'echo' }),
    suite({ same: sameNumber() }, second, { id: 'echo-stream', profile: 'streams' }),
    suite({ 'every.one': { must: 'It holds.', ...everyRule } }, everyEcho([third], { asks: [shape] }), { id: 'all' }),
  ],
  { capabilities: [essential, colour, sound, shape] },
);

const dangerous = registryOf([
  suite({ same: sameNumber() }, first, { id: 'echo' }),
  suite({ same: sameNumber() }, fourth, { id: 'harm', profile: 'harmful' }),
]);

const nothing = { only: [], skip: [], profiles: [] };

function chosen(wanted: Partial<Parameters<typeof select>[1]>): string[] {
  const { suites } = select(registry, { ...nothing, ...wanted });
  return suites.flatMap(({ id, checks }) => Object.keys(checks).map((key) => `${id}/${key}`));
}

function sent(only: string[]): { probes: string[]; capabilities: string[] } {
  const { probes, capabilities } = select(registry, { ...nothing, only });
  return { probes: probes.map(({ id }) => id), capabilities: capabilities.map(({ id }) => id) };
}

function complaint(wanted: Partial<Parameters<typeof select>[1]>): string {
  try {
    chosen(wanted);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'no complaint';
}

const all = ['echo/same', 'echo/plain', 'echo-stream/same', 'all/every.one'];

test('a pattern of nothing but stars is all, and is read in no time', () => {
  const all = select(registry, { only: [`${'*'.repeat(60)}s${'*'.repeat(60)}`], skip: [], profiles: [] });
  expect(all.suites.length).toBeGreaterThan(0);
  const begun = performance.now();
  expect(() => select(registry, { only: [`${'*'.repeat(60)}!`], skip: [], profiles: [] })).toThrow(UsageError);
  expect(performance.now() - begun).toBeLessThan(1000);
});

test('without a pattern every check is selected', () => {
  expect(chosen({})).toEqual(all);
});

test.for([
  [['echo'], ['echo/same', 'echo/plain']],
  [['echo/same'], ['echo/same']],
  [['*/same'], ['echo/same', 'echo-stream/same']],
  [['echo*'], ['echo/same', 'echo/plain', 'echo-stream/same']],
  [['echo/*'], ['echo/same', 'echo/plain']],
  [['*'], all],
  [
    ['echo/plain', 'all'],
    ['echo/plain', 'all/every.one'],
  ],
  [['all/every.one'], ['all/every.one']],
] as const)('--only %j selects %j', ([only, wanted]) => {
  expect(chosen({ only })).toEqual(wanted);
});

test.for([
  [['echo'], ['echo-stream/same', 'all/every.one']],
  [['*/same'], ['echo/plain', 'all/every.one']],
  [['echo*'], ['all/every.one']],
] as const)('--skip %j leaves %j', ([skip, wanted]) => {
  expect(chosen({ skip })).toEqual(wanted);
});

test('a pattern that matches nothing is refused, be it one to skip', () => {
  expect(complaint({ skip: ['nothing*else'] })).toMatch(/"nothing\*else"/);
  expect(complaint({ only: ['echo', 'nothing*else'] })).toMatch(/"nothing\*else"/);
});

test('a check that is asked for and left out is left out', () => {
  expect(chosen({ only: ['echo'], skip: ['echo/same'] })).toEqual(['echo/plain']);
});

test('a profile takes its suites and no others, and narrows --only', () => {
  expect(chosen({ profiles: ['streams'] })).toEqual(['echo-stream/same']);
  expect(chosen({ profiles: ['core'], only: ['*/same'] })).toEqual(['echo/same']);
});

test('a point in a pattern is a point and nothing else', () => {
  expect(complaint({ only: ['all/everyXone'] })).toMatch(/did you mean "all\/every\.one"/);
});

test('a name that is unknown is refused with the nearest one', () => {
  expect(complaint({ only: ['ecko'] })).toMatch(/"ecko"; did you mean "echo"\?/);
  expect(complaint({ skip: ['echo/sam'] })).toMatch(/did you mean "echo\/same"\?/);
  expect(complaint({ profiles: ['stream'] })).toMatch(/did you mean "streams"\?/);
});

test('a name like nothing at all is refused with where to look', () => {
  const message = complaint({ only: ['zzzzzzzzzzzz'] });
  expect(message).not.toMatch(/did you mean/);
  expect(message).toMatch(/list/);
});

test('what leaves no check is refused', () => {
  expect(complaint({ only: ['echo'], skip: ['echo'] })).toMatch(/no check is left/);
  expect(complaint({ only: ['echo'], profiles: ['streams'] })).toMatch(/no check is left/);
});

test('only the probes and capabilities of what is selected are sent, and the essential ones always', () => {
  expect(sent(['echo'])).toEqual({ probes: ['first'], capabilities: ['speech', 'colour'] });
  expect(sent(['echo-stream'])).toEqual({ probes: ['second'], capabilities: ['speech', 'sound'] });
  expect(sent(['all'])).toEqual({ probes: ['third'], capabilities: ['speech', 'shape'] });
  expect(sent([])).toEqual({
    probes: ['first', 'second', 'third'],
    capabilities: ['speech', 'colour', 'sound', 'shape'],
  });
});

test('what takes consent is sent where its profile is asked for by name, and its suite is left out where nothing else is', () => {
  const free = echoing({ id: 'free' });
  const paid = echoing({ id: 'paid', consent: true });
  const every = (id: string, probes: readonly ReturnType<typeof echoing>[]) =>
    suite({ a: { ...everyRule, must: `It is ${id}.` } }, everyEcho(probes), { id, profile: id });
  const whole = registryOf([every('both', [free, paid]), every('only-paid', [paid])]);
  const sent = (profiles: readonly string[]) => {
    const { suites, probes } = select(whole, { only: [], skip: [], profiles });
    return [suites.map(({ id }) => id), probes.map(({ id }) => id)];
  };
  expect(sent([])).toEqual([['both'], ['free']]);
  expect(sent(['both'])).toEqual([['both'], ['free', 'paid']]);
  expect(sent(['only-paid'])).toEqual([['only-paid'], ['paid']]);
});

test('what may bring an endpoint down is selected where the user says so', () => {
  const ids = (hostile: boolean) => select(dangerous, { ...nothing, hostile }).suites.map(({ id }) => id);
  expect([ids(false), ids(true)]).toEqual([['echo'], ['echo', 'harm']]);
});

test.for([[{ only: ['harm/same'] }], [{ only: ['har*'] }], [{ profiles: ['harmful'] }]])(
  '%j alone is no consent, and the error names the flag',
  ([wanted]) => {
    expect(() => select(dangerous, { ...nothing, ...wanted })).toThrow(/--hostile/);
    expect(select(dangerous, { ...nothing, ...wanted, hostile: true }).suites.map(({ id }) => id)).toEqual(['harm']);
  },
);

test('a pattern that names others beside leaves out what is hostile', () => {
  expect(select(dangerous, { ...nothing, only: ['*/same'] }).suites.map(({ id }) => id)).toEqual(['echo']);
});
