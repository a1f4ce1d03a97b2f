import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { strengthOf } from '../src/generate/strength.ts';
import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { bundledContract } from '../src/schema/bundled.ts';
import type { Json } from '../src/spec/json.ts';
import { departures } from './document-reply.ts';
import { over } from './document.test-data.ts';
import { othersIn } from './probes/others.ts';
import { rehearse } from './rehearsal.test-data.ts';

const text = readFileSync(new URL('../specs/openai-2024.yaml', import.meta.url), 'utf8');
const contract = over(text, 'openai-2024.yaml');

describe('the document of 2024', () => {
  test('is OpenAPI 3.0, and needs the errata that its publisher’s did', () => {
    expect(contract.openapi).toBe('3.0.0');
    expect(contract.errata).toEqual([1, 2, 3, 4, 5, 8, 10]);
  });

  test('says all that the suites of chat completions and models ask for', () => {
    expect(contract.borrowed.filter((one) => /chat|models/.test(one))).toEqual([]);
    const { broken, refused } = strengthOf(contract, bundledContract());
    expect(refused / broken).toBeGreaterThan(0.75);
  });

  test('every schema of it compiles', () => {
    for (const { takes, request, responses, response } of contract.operations) {
      for (const type of takes) expect(request(type)).toBeDefined();
      for (const [status, types] of responses)
        for (const type of types) expect(response(Number(status) || 500, type)).toBeDefined();
    }
  });

  // Personas that differ in what schemas are about; the reasons are those of the bundled contract.
  test.for(['plain', 'bare', 'reasoning', 'crlf', 'vendor-errors'])(
    'the reference server conforms as %s',
    async (id) => {
      const persona = composePersonas(personas.find((one) => one.id === id)!);
      const found = async (options: Parameters<typeof rehearse>[0]) => {
        const { verdicts } = await rehearse({ persona, exercise: false, ...options });
        return verdicts.filter(({ verdict }) => ['fail', 'warn', 'error'].includes(verdict)).map(({ check }) => check);
      };
      expect(await found({ contract })).toEqual(await found({}));
    },
  );

  test('what it says, it holds servers to', async () => {
    const { verdicts } = await rehearse({ contract, only: ['chat/schema', 'chat-stream/schema', 'models/*'] });
    const passed = verdicts.filter(({ verdict }) => verdict === 'pass').map(({ check }) => check);
    expect(passed).toEqual(expect.arrayContaining(['chat/schema', 'models/list']));
  });
});

const published = fileURLToPath(new URL('../../shared/specs', import.meta.url));

describe('what the vendor shows of its own service', () => {
  test.skipIf(!existsSync(published)).for(['openai-openapi-2025-04-29.yaml', 'openai-openapi-2026-08-21.yaml'])(
    'breaks no MUST by %s (skipped where it is absent)',
    { timeout: 60_000 },
    (file) => {
      const own = over(readFileSync(`${published}/${file}`, 'utf8'), file);
      const root = own.resolve('#') as { paths: { [path: string]: { get: { 'x-oaiMeta'?: { examples?: unknown } } } } };
      const reading = othersIn(own).filter(({ method }) => method === 'GET');
      const shown = reading.flatMap((operation) =>
        [root.paths[operation.path]!.get['x-oaiMeta']?.examples].flat().flatMap((one) => {
          const body = jsonIn((one as { response?: unknown } | undefined)?.response);
          const schema = operation.response(200, 'application/json');
          return body === undefined || !schema ? [] : [{ path: operation.path, found: [...departures(schema, body)] }];
        }),
      );
      expect(shown.length).toBeGreaterThan(40);
      const types = shown.flatMap(({ path, found }) =>
        found.filter(({ kind }) => kind === 'type').map(({ at }) => path + at),
      );
      expect(types).toEqual([]);
    },
  );
});

function jsonIn(text: unknown): Json | undefined {
  try {
    return JSON.parse(String(text)) as Json;
  } catch {
    return undefined;
  }
}
