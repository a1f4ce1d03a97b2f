import * as fc from 'fast-check';

import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

type Views = { free: Completion; again: Completion; string: Completion; array: Completion; streamed: ChatStream };

/** What the model says of itself, twice; then the same with a stop sequence cut out of it, as string, array, streamed. */
export const stop: Probe<Views, string> = {
  id: 'stop',
  needs: [has.stop],
  uses: [has.temperature, has.seed],
  atMost: { requests: 5, tokens: 500 },
  cases: () => ({
    always: [
      'Count from one to twelve in words, separated by commas.',
      'Describe the colours of a rainbow, one by one.',
    ],
    more: fc.constantFrom(
      'Say the days of the week, then the months of the year.',
      'List twelve animals, separated by commas.',
      'Write the alphabet as words: apple, boat, and so on.',
    ),
  }),
  async converse(send, content) {
    const body = { messages: [{ role: 'user', content }], max_tokens: 40, temperature: 0, seed: 11 };
    const free = await send('free', chat(body));
    const sequence = cutOut(readCompletion(free).choices[0]?.content ?? '');
    if (sequence === undefined) return;
    await send('again', chat(body));
    await send('string', chat({ ...body, stop: sequence }));
    await send('array', chat({ ...body, stop: ['§§§', sequence] }));
    await send('streamed', chat({ ...body, stop: sequence, stream: true }));
  },
  read: {
    free: readCompletion,
    again: readCompletion,
    string: readCompletion,
    array: readCompletion,
    streamed: readChatStream,
  },
  answers: (views) => Object.values(views).every(isSound),
};

/** A word from the middle of the text that does not stand before, or undefined where the text is too short for one. */
export function cutOut(text: string): string | undefined {
  const words = [...text.matchAll(/[\p{L}\p{N}]{3,}/gu)];
  const later = words.slice(Math.ceil(words.length / 3));
  return later.find(({ 0: word, index }) => text.indexOf(word) === index && index > 0)?.[0];
}
