import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import { replacedIn } from './characters.ts';
import { messagesOf } from './chunks.ts';
import { unicode, type Views } from './probes/unicode.ts';
import { editStreamedText } from './text.ts';
import { bodyObject } from '../src/transport/request.ts';

const whole = ({ choices }: Completion) => (choices[0]?.content ?? '').trim();
const joined = (stream: ChatStream) => (messagesOf(stream)[0]?.content ?? '').trim();

/** What is left of a text where characters beyond ASCII are lost. */
const losses = (text: string) =>
  ['?', ''].map((mark) => text.replaceAll(/[^\p{ASCII}]/gu, mark).trim()).filter((rest) => rest !== text);

/** Letters that are left of a text of many scripts, and too many to be another text by chance. */
const telling = 12;

export default {
  id: 'unicode-forms',
  title: 'Text of any script, whole and streamed',
  profile: 'unicode',
  over: unicode,
  checks: {
    'stream-keeps-characters': {
      must: 'Each time that a whole answer has characters of any script, its stream has them too, and neither U+FFFD nor nothing in their place.',
      cite: prose(
        'chat completions, streaming',
        'the chunks carry partial deltas of the message that a whole completion has',
      ),
      covers: ['UNI-004', 'CHAT-STREAM-039'],
      // Another sample may go wrong by itself; a server that cuts characters does so each time.
      persistent: true,
      when: ({ plain, streamed }) => joined(streamed) !== '' && losses(whole(plain)).length > 0,
      *find({ plain, streamed }) {
        const text = joined(streamed);
        for (const place of replacedIn(text, whole(plain)))
          yield finding('/streamed/content', words('the characters of the whole answer'), place);
        if (text.length >= telling && losses(whole(plain)).includes(text))
          yield finding('/streamed/content', whole(plain), text);
      },
      fault: when(
        (_, request) => JSON.stringify(bodyObject(request)['messages'] ?? '').includes('नमस्ते'),
        editStreamedText((text) => text.replace(/(?<=\p{ASCII}{3})[^\p{ASCII}]{1,2}(?=\p{ASCII}{2})/u, '\ufffd')),
      ),
    },
  },
} satisfies Suite<Views>;
