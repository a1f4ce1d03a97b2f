import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { isHostile } from '../src/run/select.ts';
import { serve } from '../src/reference/server.ts';
import { occasions } from './declared.test-data.ts';
import { configOf, registry, run } from '../src/index.ts';

// The law of faults once more, each over a real socket and against what its own check needs to be sent.

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = 'sk-sockets-0123456789';
const checks = registry.suites.flatMap((suite) =>
  Object.entries(suite.checks).map(([name, check]) => ({
    name: `${suite.id}/${name}`,
    check,
    hostile: isHostile(suite),
  })),
);

test.concurrent.for(checks.map(({ name }) => name))('%s is broken over a socket, and seen', async (name) => {
  const { check, hostile } = checks.find((one) => one.name === name)!;
  const persona = personas.find(({ id }) => id === (occasions[name] ?? 'plain'))!;
  const server = await serve({
    key,
    models: ['pebble-2', 'pebble-1'],
    persona: composePersonas(persona),
    fault: check.fault,
    // The fault of this one is in its times.
    pace: name === 'event-stream/ends-after-done',
  });
  try {
    const options = {
      baseUrl: server.url,
      model: 'pebble-2',
      only: [name],
      hostile,
      cases: '2',
      confirm: '1',
      shrink: '0',
      timeout: name === 'event-stream/not-held-open' || name.endsWith('/in-time') ? '1' : '20',
      out: join(folder, name),
    };
    const { report } = await run(configOf(options, { OPENAI_API_KEY: key }), new AbortController().signal);
    const [result] = report.checks;
    expect(['fail', 'warn', 'note']).toContain(result?.verdict);
    expect(result?.findings.length).toBeGreaterThan(0);
  } finally {
    await server.close();
  }
});
