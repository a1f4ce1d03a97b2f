import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import { personas } from './personas.ts';
import { serve, type Served } from './server.ts';

const key = 'key-of-the-tests';
const contract = bundledContract();
let server: Served;
let client: OpenAI;

beforeAll(async () => {
  server = await serve({ key });
  client = clientOf(server);
});

afterAll(() => server.close());

const clientOf = ({ url }: Served) => new OpenAI({ baseURL: url, apiKey: key, maxRetries: 0 });
const text = '{"a":"Grüße"}\n';
const file = (name = 'naïve 文書.jsonl', bytes = text) => new File([bytes], name);

async function as(id: string): Promise<{ client: OpenAI; served: Served }> {
  const served = await serve({ key, persona: personas.find((one) => one.id === id)! });
  return { client: clientOf(served), served };
}

test('the life of a file, as the official SDK sees it', async () => {
  const made = await client.files.create({ file: file(), purpose: 'batch' });
  expect(made).toMatchObject({
    object: 'file',
    bytes: Buffer.byteLength(text),
    filename: 'naïve 文書.jsonl',
    purpose: 'batch',
  });
  const schema = contract.operation('POST', '/files')!.response(200, 'application/json')!;
  expect(schema.violations(JSON.parse(JSON.stringify(made)))).toEqual([]);
  expect(await client.files.retrieve(made.id)).toMatchObject({ id: made.id });
  expect(await (await client.files.content(made.id)).text()).toBe(text);
  expect((await client.files.list({ purpose: 'batch' })).data.map(({ id }) => id)).toContain(made.id);
  expect((await client.files.list({ purpose: 'vision' })).data).toEqual([]);
  expect(await client.files.delete(made.id)).toMatchObject({ id: made.id, object: 'file', deleted: true });
  await expect(client.files.retrieve(made.id)).rejects.toBeInstanceOf(NotFoundError);
  await expect(client.files.delete(made.id)).rejects.toBeInstanceOf(NotFoundError);
});

test('the SDK pages through a list, newest first and oldest first', async () => {
  const made: string[] = [];
  for (let i = 0; i < 5; i += 1) made.push((await client.files.create({ file: file(`${i}`), purpose: 'evals' })).id);
  const listed = async (order: 'asc' | 'desc') => {
    const ids: string[] = [];
    for await (const { id } of client.files.list({ limit: 2, order, purpose: 'evals' })) ids.push(id);
    return ids;
  };
  expect(await listed('asc')).toEqual(made);
  expect(await listed('desc')).toEqual(made.toReversed());
  const response = await client.files.list({ limit: 2, purpose: 'evals' }).asResponse();
  const page: unknown = await response.json();
  expect(page).toMatchObject({ has_more: true, first_id: made[4], last_id: made[3] });
  const schema = contract.operation('GET', '/files')!.response(200, 'application/json')!;
  expect(schema.violations(page)).toEqual([]);
  await expect(client.files.list({ limit: 0 })).rejects.toBeInstanceOf(BadRequestError);
});

test('a file may be given an end, within the bounds of the contract', async () => {
  const lasting = (seconds: number) =>
    client.files.create({ file: file(), purpose: 'batch', expires_after: { anchor: 'created_at', seconds } });
  const made = await lasting(3600);
  expect(made.expires_at).toBe(made.created_at + 3600);
  await expect(lasting(60)).rejects.toBeInstanceOf(BadRequestError);
});

test.for([
  ['an unknown purpose', { file: file(), purpose: 'nonsense' }, 'purpose'],
  ['no purpose', { file: file() }, 'purpose'],
  ['no file', { purpose: 'batch' }, 'file'],
  ['an empty file', { file: file('a', ''), purpose: 'batch' }, 'file'],
] as const)('%s is refused, and the part is named', async ([, body, param]) => {
  const refused = client.files.create(body as never);
  await expect(refused).rejects.toBeInstanceOf(BadRequestError);
  await expect(refused).rejects.toMatchObject({ param });
});

test('an upload that is no form is refused with 415, one that is broken with 400', async () => {
  const post = (type: string) =>
    fetch(`${server.url}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      body: '{}',
    });
  expect((await post('application/json')).status).toBe(415);
  expect((await post('multipart/form-data; boundary=x')).status).toBe(400);
});

test('an endpoint without files has none of their paths', async () => {
  const { client: poor, served } = await as('no-files');
  await expect(poor.files.list()).rejects.toBeInstanceOf(NotFoundError);
  await expect(poor.files.create({ file: file(), purpose: 'batch' })).rejects.toBeInstanceOf(NotFoundError);
  await served.close();
});

test('content of some purposes cannot be read again', async () => {
  const made = await client.files.create({ file: file(), purpose: 'assistants' });
  await expect(client.files.content(made.id)).rejects.toBeInstanceOf(BadRequestError);
});

test('a slow store shows a file, and that it is gone, calls later', async () => {
  const { client: slow, served } = await as('slow-files');
  const { id } = await slow.files.create({ file: file(), purpose: 'batch' });
  const isListed = async () => (await slow.files.list()).data.some((one) => one.id === id);
  expect([await isListed(), await isListed()]).toEqual([false, true]);
  await slow.files.delete(id);
  expect(await isListed()).toBe(true);
  await expect(slow.files.retrieve(id)).rejects.toBeInstanceOf(NotFoundError);
  await served.close();
});
