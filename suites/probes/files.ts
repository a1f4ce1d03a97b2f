import { setTimeout as sleep } from 'node:timers/promises';

import type { Probe } from '../../src/check/probe.ts';
import { isObject } from '../../src/spec/json.ts';
import { bytesOf, type Exchange } from '../../src/transport/exchange.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import type { Request } from '../../src/transport/request.ts';
import { isRefusal } from '../../src/transport/status.ts';
import * as has from '../capabilities.ts';
import * as file from '../requests/files.ts';

export type FileViews = {
  upload: JsonReply;
  list: JsonReply;
  one: JsonReply;
  unknown: JsonReply;
  content: Content;
  deleted: JsonReply;
  gone: JsonReply;
  after: JsonReply;
};

/** What a file holds, as it came. */
export type Content = JsonReply & { bytes: Uint8Array };

/** A file that does not exist. */
export const nobodysFile = 'file-1f3870be274f6c49b3e31a0c';

/** Milliseconds between looks at what may take its time to show: some endpoints copy, and cache. */
const pauses = [300, 1000];

/** The life of a file: uploaded, listed, described, read, deleted, and gone. */
export const fileLife: Probe<FileViews, null> = {
  id: 'file-life',
  needs: [has.files],
  // Eight, and four for other purposes and second looks.
  atMost: { requests: 12, tokens: 0, leaves: 1 },
  cases: () => ({ always: [null] }),
  async converse(send) {
    let spare = 4;
    const look = async (
      name: 'list' | 'one' | 'gone' | 'after',
      request: Request,
      seen: (found: Exchange) => boolean,
    ) => {
      for (const pause of pauses) {
        if (seen(await send(name, request)) || spare === 0) return;
        spare -= 1;
        await sleep(pause);
      }
      await send(name, request);
    };
    const { uploaded, purpose, tries } = await uploadOne((request) => send('upload', request), file.samples);
    spare -= tries - 1;
    const id = file.idIn(uploaded);
    if (id === undefined) return;
    await look('list', file.list(purpose), (list) => !isOk(list.reply) || lists(list, id));
    await look('one', file.retrieve(id), ({ reply }) => reply.status !== 404);
    await send('unknown', file.retrieve(nobodysFile, 'invalid'));
    await send('content', file.download(id));
    await send('deleted', file.remove(id));
    await look('gone', file.retrieve(id, 'invalid'), ({ reply }) => !isOk(reply));
    await look('after', file.list(purpose), (list) => !lists(list, id));
  },
  read: {
    upload: readJsonReply,
    list: readJsonReply,
    one: readJsonReply,
    unknown: readJsonReply,
    content: (exchange) => ({ ...readJsonReply(exchange), bytes: bytesOf(exchange.reply) }),
    deleted: readJsonReply,
    gone: readJsonReply,
    after: readJsonReply,
  },
  answers: ({ upload }) => isOk(upload.reply) && isObject(upload.body),
};

/** A file whose name is not ASCII, which is deleted again. */
export const namedFile: Probe<{ upload: JsonReply; deleted: JsonReply }, null> = {
  id: 'file-name',
  needs: [has.files],
  atMost: { requests: 4, tokens: 0, leaves: 1 },
  cases: () => ({ always: [null] }),
  async converse(send) {
    const { uploaded } = await uploadOne((request) => send('upload', request), file.samples.map(file.renamed));
    const id = file.idIn(uploaded);
    if (id !== undefined) await send('deleted', file.remove(id));
  },
  read: { upload: readJsonReply, deleted: readJsonReply },
  answers: ({ upload }) => isOk(upload.reply),
};

const [{ purpose, filename, text: value }] = file.samples as [file.Sample];
const [aFile, aPurpose] = [
  { name: 'file', filename, value },
  { name: 'purpose', value: purpose },
];

/** Uploads that lack a part, have one that is wrong, or are no form at all; and a file of no bytes, which may be one. */
const mistakes: readonly Request[] = [
  file.upload([{ name: 'purpose', value: 'no-such-purpose-1f3870be' }, aFile], 'invalid'),
  file.upload([aFile], 'invalid'),
  file.upload([aPurpose], 'invalid'),
  { method: 'POST', path: '/files', intent: 'invalid', body: { json: { purpose, file: value } } },
  file.upload([aPurpose, { ...aFile, value: '' }], 'invalid'),
];

export const mistakenUploads: Probe<{ reply: JsonReply }, Request> = {
  id: 'mistaken-uploads',
  needs: [has.files],
  atMost: { requests: 1, tokens: 0, leaves: 1 },
  cases: () => ({ always: mistakes }),
  converse: (send, request) => send('reply', request),
  read: { reply: readJsonReply },
  answers: ({ reply }) => reply.status !== 0,
};

type Uploaded = { uploaded: Exchange; purpose: string; tries: number };

/** Uploads the first of some files that is taken: an endpoint need not take files for every purpose. */
async function uploadOne(
  send: (request: Request) => Promise<Exchange>,
  samples: readonly file.Sample[],
): Promise<Uploaded> {
  for (let tries = 1; ; tries += 1) {
    const sample = samples[tries - 1]!;
    const uploaded = await send(file.uploadOf(sample));
    if (tries === samples.length || !isRefusal(uploaded.reply.status))
      return { uploaded, purpose: sample.purpose, tries };
  }
}

function lists(list: Exchange, id: string): boolean {
  return file.entriesOf(readJsonReply(list).body).some((entry) => isObject(entry) && entry['id'] === id);
}
