import { expect, test } from 'vitest';

import { configOf, defaults, type Options } from './config.ts';
import { UsageError } from './run/usage-error.ts';

const baseUrl = 'http://localhost:8000/v1';
const config = (options: Options = {}, env: NodeJS.ProcessEnv = {}) => configOf({ baseUrl, ...options }, env);

function complaint(options: Options, env: NodeJS.ProcessEnv = {}): string {
  try {
    configOf(options, env);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'no complaint';
}

test('where nothing is said the defaults hold, durations in milliseconds', () => {
  expect(config({}, { XDG_CACHE_HOME: '/caches' })).toEqual({
    baseUrl,
    model: undefined,
    completionModel: undefined,
    embeddingModel: undefined,
    key: undefined,
    headers: {},
    ca: undefined,
    insecure: false,
    spec: undefined,
    errataOff: [],
    cache: '/caches/llm-conformance',
    profiles: [],
    only: [],
    skip: [],
    hostile: false,
    cases: defaults.cases,
    seed: defaults.seed,
    concurrency: defaults.concurrency,
    atOnce: Infinity,
    rps: undefined,
    maxRequests: undefined,
    maxTokens: defaults.maxTokens,
    timeout: defaults.timeout * 1000,
    deadline: defaults.deadline * 1000,
    confirm: defaults.confirm,
    shrink: defaults.shrink,
    strict: false,
    out: defaults.out,
    reporters: [],
  });
});

test('errata are switched off by their ids', () => {
  expect(config({ withoutErratum: ['E8', 'e1'] }).errataOff).toEqual([8, 1]);
  expect(complaint({ baseUrl, withoutErratum: ['E99'] })).toMatch(/no erratum is called "E99"; there are E1, /);
});

test('a configuration cannot be changed', () => {
  expect(Object.isFrozen(config())).toBe(true);
  expect(Object.isFrozen(config({ header: ['a: b'] }).headers)).toBe(true);
});

test('the environment gives the base URL and the key, and a flag wins', () => {
  const env = { OPENAI_BASE_URL: 'https://elsewhere/v1', OPENAI_API_KEY: 'sk-a', MY_KEY: 'sk-b' };
  expect(configOf({}, env)).toMatchObject({ baseUrl: 'https://elsewhere/v1', key: 'sk-a' });
  expect(config({}, env).baseUrl).toBe(baseUrl);
  expect(config({ apiKeyEnv: 'MY_KEY' }, env).key).toBe('sk-b');
});

test('an empty key is none', () => {
  expect(config({}, { OPENAI_API_KEY: '' }).key).toBeUndefined();
});

test('slashes at the end of a base URL are taken off', () => {
  expect(config({ baseUrl: 'http://localhost:8000/v1//' }).baseUrl).toBe('http://localhost:8000/v1');
});

test.for([
  [{}, {}, /--base-url.*OPENAI_BASE_URL.*--reference/],
  [{ baseUrl: '' }, {}, /--base-url/],
  [{}, { OPENAI_BASE_URL: '' }, /--base-url/],
  [{ baseUrl: 'localhost:8000/v1' }, {}, /no http or https URL.*http:\/\/localhost:8000\/v1/],
  [{ baseUrl: 'nonsense' }, {}, /no http or https URL/],
  [{ baseUrl: 'ftp://host/v1' }, {}, /no http or https URL/],
  [{ baseUrl: 'file:///etc/passwd' }, {}, /no http or https URL/],
  [{ baseUrl: 'http://me:secret@host/v1' }, {}, /credentials.*OPENAI_API_KEY/],
  [{ baseUrl: 'http://me@host/v1' }, {}, /credentials/],
] as const)('%j with %j is refused with the remedy', ([options, env, sentence]) => {
  expect(complaint(options, env)).toMatch(sentence);
});

test('credentials in a URL are not repeated in the complaint', () => {
  expect(complaint({ baseUrl: 'http://me:hush@host/v1' })).not.toContain('hush');
  expect(complaint({ baseUrl: 'ftp://me:hush@host/v1' })).not.toContain('hush');
});

test('a key that was named and is not there is missed', () => {
  expect(complaint({ baseUrl, apiKeyEnv: 'MY_KEY' })).toMatch(/MY_KEY.*not set/);
  expect(complaint({ baseUrl, apiKeyEnv: 'MY_KEY' }, { MY_KEY: '' })).toMatch(/MY_KEY/);
});

test('headers are names and values, whatever stands around the colon', () => {
  const header = ['X-Org:acme', 'authorization:   Basic a:b', 'x-empty:'];
  expect(config({ header }).headers).toEqual({ 'x-org': 'acme', authorization: 'Basic a:b', 'x-empty': '' });
});

test.for(['nonsense', ': value', 'two words: x', 'x: a\r\ny: b', 'x: \0', ''])('%j is no header', (header) => {
  expect(complaint({ baseUrl, header: [header] })).toMatch(/no header.*"Name: value"/);
});

test('a header that is refused does not show its value', () => {
  expect(complaint({ baseUrl, header: [`x-api key: ${'s'.repeat(60)}`] })).not.toContain('s'.repeat(41));
});

const numbers = [
  ['concurrency', '--concurrency', '1'],
  ['maxRequests', '--max-requests', '1'],
  ['maxTokens', '--max-tokens', '1'],
  ['confirm', '--confirm', '0'],
  ['shrink', '--shrink', '0'],
] as const;

test.for(numbers)('%s takes whole numbers from the least on', ([name, flag, least]) => {
  expect(config({ [name]: least })[name]).toBe(Number(least));
  const wrong = [String(Number(least) - 1), '1.5', 'x', '', ' ', '1e3', '0x10', 'NaN', 'Infinity', '9007199254740993'];
  const complaints = wrong.map((text) => complaint({ baseUrl, [name]: text }));
  expect(complaints).toEqual(wrong.map((text) => `${flag} takes a whole number of ${least} or more, not "${text}"`));
});

test('no more cases are drawn than a machine holds', () => {
  expect(config({ cases: '0' }).cases).toBe(0);
  expect(config({ cases: '10000' }).cases).toBe(10_000);
  for (const text of ['-1', '10001', '100000000', '1e3', 'x'])
    expect(complaint({ baseUrl, cases: text })).toBe(`--cases takes a whole number from 0 to 10000, not "${text}"`);
});

test.for([
  ['rps', '--rps'],
  ['timeout', '--timeout'],
  ['deadline', '--deadline'],
] as const)('%s takes numbers above 0', ([name, flag]) => {
  expect(config({ [name]: '0.5' })[name]).toBe(name === 'rps' ? 0.5 : 500);
  const wrong = ['0', '-1', 'x', '', ' ', 'NaN', 'Infinity'];
  const complaints = wrong.map((text) => complaint({ baseUrl, [name]: text }));
  expect(complaints).toEqual(wrong.map((text) => `${flag} takes a number above 0, not "${text}"`));
});

test('a seed may be below 0', () => {
  expect(config({ seed: '-5' }).seed).toBe(-5);
  expect(complaint({ baseUrl, seed: '1.5' })).toMatch(/--seed/);
});

test('a timeout is never longer than a timer can wait', () => {
  expect(config({ timeout: '1e9' }).timeout).toBeLessThan(2 ** 31);
});

test('who sets a concurrency means it for every probe', () => {
  expect(config({ concurrency: '2' })).toMatchObject({ concurrency: 2, atOnce: 2 });
  expect(config({ concurrency: '32' })).toMatchObject({ concurrency: 32, atOnce: 32 });
});

test('reporters are named, and a name that is none is refused with the nearest', () => {
  expect(config({ reporter: ['markdown', 'csv', 'github'] }).reporters).toEqual(['markdown', 'csv', 'github']);
  expect(() => config({ reporter: ['markdwon'] })).toThrow(
    /no reporter is called "markdwon"; did you mean "markdown"\?/,
  );
  expect(() => config({ reporter: ['toString'] })).toThrow(/there are html, json, junit, markdown, csv, github/);
});
