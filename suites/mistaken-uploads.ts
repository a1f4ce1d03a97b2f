import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Sentence, Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { editErrorJson, when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { mistakenUploads } from './probes/files.ts';
import { isUpload, partOf } from './requests/files.ts';
import { refusedWith } from './refusal.ts';

type Views = { reply: JsonReply };

const request = '#/components/schemas/CreateFileRequest';
const isForm = ({ body }: Request) => body !== undefined && 'parts' in body;
const lacks = (name: string) => (one: Request) => isUpload(one) && isForm(one) && !partOf(one, name);
const isUnknownPurpose = (one: Request) => String(partOf(one, 'purpose')?.value).startsWith('no-such-');
const isNoForm = (one: Request) => isUpload(one) && !isForm(one);
const isMistaken = (one: Request) =>
  [lacks('file'), lacks('purpose'), isUnknownPurpose, isNoForm].some((is) => is(one));

const stored = {
  id: 'file-of-a-mistake',
  object: 'file',
  bytes: 8,
  created_at: 1_750_000_000,
  filename: 'file',
  purpose: 'batch',
  status: 'processed',
};

/** A file, where a refusal was due. */
const accepts: Fault = (reply) =>
  isRefusal(reply.status)
    ? { ...reply, status: 200, reads: [{ at: reply.headersAt, bytes: Buffer.from(JSON.stringify(stored)) }] }
    : reply;

/** The rule that an upload with one mistake is refused. */
function refused(
  sentence: Sentence,
  pointer: string,
  covers: readonly string[],
  is: (request: Request) => boolean,
): Check<Views> {
  return {
    ...sentence,
    cite: schema(pointer),
    covers,
    // A failure in the place of a refusal is for the rule below.
    when: ({ reply }) => is(reply.request) && isAnswer(reply.status) && reply.status < 500,
    *find({ reply }) {
      if (isOk(reply.reply)) yield finding('/reply/status', words('4xx'), reply.status);
    },
    fault: when((_, one) => is(one), accepts),
  };
}

export default {
  id: 'mistaken-uploads',
  title: 'Files: mistaken uploads',
  profile: 'files',
  over: mistakenUploads,
  checks: {
    'no-file': refused(
      { must: 'An upload without the part file is refused 4xx.' },
      `${request}/required`,
      ['FILE-030'],
      lacks('file'),
    ),
    'no-purpose': refused(
      { should: 'An upload without the part purpose is refused 4xx.' },
      `${request}/required`,
      ['FILE-031'],
      lacks('purpose'),
    ),
    'unknown-purpose': refused(
      { should: 'An upload for a purpose that there is not is refused 4xx.' },
      `${request}/properties/purpose`,
      ['FILE-032'],
      isUnknownPurpose,
    ),
    'no-form': refused(
      { should: 'An upload that is JSON and no form is refused 4xx.' },
      '#/paths/~1files/post/requestBody/content/multipart~1form-data',
      ['FILE-033'],
      isNoForm,
    ),
    'no-failure': {
      must: 'A mistaken upload, or one of an empty file, is never answered 5xx; 501 says that something is not offered.',
      cite: prose('error codes guide', '400 is for requests that are mistaken, 500 for errors of the server'),
      covers: ['FILE-034', 'HTTP-011'],
      persistent: true,
      when: ({ reply }) => isAnswer(reply.status),
      *find({ reply }) {
        if (reply.status >= 500 && reply.status !== 501) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((reply, one) => isUpload(one) && isRefusal(reply.status), refusedWith(500)),
    },
    envelope: {
      must: 'The refusal of a mistaken upload is a JSON object whose member error is an object with a message.',
      cite: schema('#/components/schemas/ErrorResponse/required'),
      covers: ['ERR-001', 'FILE-035'],
      // A path that is not offered answers as it likes, and 413 and 415 are often a proxy's.
      when: ({ reply }) => isMistaken(reply.request) && [400, 409, 422].includes(reply.status),
      *find({ reply }) {
        const { error } = reply.object;
        if (!isObject(error) || typeof error['message'] !== 'string')
          yield finding('/reply/body/error', words('an object with a message'), error ?? reply.text.slice(0, 200));
      },
      fault: when(
        (_, one) => isUpload(one),
        editErrorJson(() => ({ detail: 'Unprocessable.' })),
      ),
    },
  },
} satisfies Suite<Views>;
