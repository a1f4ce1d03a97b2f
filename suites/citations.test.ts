import { isDeepStrictEqual } from 'node:util';

import OpenAI, { APIError } from 'openai';
import { VERSION } from 'openai/version';
import { expect, test } from 'vitest';

import type { Citation } from '../src/check/cite.ts';
import { levelOf } from '../src/check/suite.ts';
import { serve } from '../src/reference/server.ts';
import type { Fault } from '../src/transport/fault.ts';
import { weather } from './capabilities.ts';
import { registry } from './index.ts';
import { stranger } from './probes/endpoint.ts';

// What a check says of the official Node SDK, shown with that SDK.

const key = 'sk-citations-0123456789';
const model = 'pebble-2';

type Cited = { name: string; cite: Citation & { by: 'client' }; fault: Fault; level: string };

const cited: Cited[] = registry.suites.flatMap(({ id, checks }) =>
  Object.entries(checks).flatMap(([slug, check]) =>
    check.cite.by === 'client'
      ? [{ name: `${id}/${slug}`, cite: check.cite, fault: check.fault, level: levelOf(check) }]
      : [],
  ),
);
const ours = cited.filter(({ cite }) => cite.sdk === 'openai-node');

test('the SDK that is cited is the one that is installed', () => {
  expect(new Set(ours.map(({ cite }) => cite.version))).toEqual(new Set([VERSION]));
});

test('a MUST that rests on an SDK rests on one that a test can run', () => {
  expect(
    cited.filter(({ cite, level }) => level === 'MUST' && cite.sdk !== 'openai-node').map(({ name }) => name),
  ).toEqual([]);
});

test.for(ours)('$name: openai-node says "$cite.error"', async ({ name, cite, fault }) => {
  const server = await serve({ key, models: [model], fault });
  try {
    const client = new OpenAI({ apiKey: key, baseURL: server.url, maxRetries: 0 });
    expect(await outcomeOf(client, name)).toContain(cite.error);
  } finally {
    await server.close();
  }
});

test('vectors that are encoded as they should be are read as they were sent', async () => {
  const server = await serve({ key, models: [model] });
  try {
    expect(await embeddingOf(new OpenAI({ apiKey: key, baseURL: server.url, maxRetries: 0 }))).toBe('nothing');
  } finally {
    await server.close();
  }
});

async function outcomeOf(client: OpenAI, name: string): Promise<string> {
  if (name.startsWith('embeddings-encoding/')) return await embeddingOf(client);
  const tools = name.startsWith('stream-tools/');
  const strange = name.startsWith('late-refusals/');
  try {
    await client.chat.completions
      .stream({
        model: strange ? stranger : model,
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
        max_tokens: 64,
        ...(tools
          ? { tools: [weather as never], tool_choice: { type: 'function', function: { name: 'get_weather' } } }
          : {}),
      })
      .finalChatCompletion();
    return 'nothing';
  } catch (error) {
    if (strange && error instanceof APIError)
      return error.status === undefined ? 'an APIError without a status' : 'a status';
    return String(error);
  }
}

/** The SDK asks for base64 where its user does not say, and for numbers only where he does. */
async function embeddingOf(client: OpenAI): Promise<string> {
  const asked = { model, input: 'A lighthouse stands at the end of the pier.' };
  try {
    const sent = await client.embeddings.create({ ...asked, encoding_format: 'float' });
    const read = await client.embeddings.create(asked);
    const alike = isDeepStrictEqual(read.data[0]?.embedding, sent.data[0]?.embedding);
    return alike ? 'nothing' : 'other numbers than were sent, and no error';
  } catch (error) {
    return String(error);
  }
}
