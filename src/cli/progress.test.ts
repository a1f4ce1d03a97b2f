import { expect, test } from 'vitest';

import { progressLine } from './progress.ts';

function stream(isTTY: boolean): { stream: NodeJS.WriteStream; text(): string } {
  let text = '';
  const write = (part: string) => {
    text += part;
    return true;
  };
  return { stream: { isTTY, write } as unknown as NodeJS.WriteStream, text: () => text };
}

const step = (done: number, planned: number) => ({ done, planned, requests: done * 2, bound: 99 });

test('a log gets a line at each quarter, not at each conversation', () => {
  const { stream: log, text } = stream(false);
  const progress = progressLine(log, false);
  for (let done = 0; done <= 100; done += 1) progress.onProgress(step(done, 100));
  progress.end();
  expect(text().split('\n').filter(Boolean)).toEqual(
    [0, 25, 50, 75, 100].map((done) => `${done} of 100 conversations, ${done * 2} requests of at most 99`),
  );
});

test('a screen has one line, which is wiped in the end', () => {
  const { stream: screen, text } = stream(true);
  const progress = progressLine(screen, false);
  progress.onProgress(step(1, 100));
  progress.onProgress(step(2, 100));
  progress.end();
  expect(text()).toBe(
    '\r\u001b[K1 of 100 conversations, 2 requests of at most 99' +
      '\r\u001b[K2 of 100 conversations, 4 requests of at most 99\r\u001b[K',
  );
});

test('a plan without conversations is no division by zero', () => {
  const { stream: log, text } = stream(false);
  progressLine(log, false).onProgress(step(0, 0));
  expect(text()).toMatch(/^0 of 0 conversations/);
});

test('a model that was looked up is named, with how to name another', () => {
  const { stream: log, text } = stream(false);
  progressLine(log, false).onModel('big', true);
  expect(text()).toMatch(/^model: big \(.*--model\)\n$/);
});

test('the name of a model cannot steer the screen or the CI', () => {
  const { stream: log, text } = stream(true);
  progressLine(log, false).onModel('\u001b]0;mine\u0007\n::error::x ##[error]', false);
  expect([...text()].filter((one) => one < ' ' && one !== '\n')).toEqual([]);
  expect(text()).not.toMatch(/^::error/m);
  expect(text().split('\n')).toHaveLength(2);
  expect(text()).not.toContain('##[');
});

test('whatever a model is called, it takes one line of a bounded length, which starts as ours do', () => {
  const names = ['::error::x', '\r\nmodel: other', '\u001b[2K\u001b[1Gdone', '\u202e', 'x'.repeat(10_000)];
  for (const name of names) {
    const { stream: log, text } = stream(true);
    progressLine(log, false).onModel(name, true);
    expect(text()).toMatch(/^model: [^\p{Cc}\p{Cf}]{1,300}\n$/u);
  }
});

test('where quiet is asked for nothing is said', () => {
  const { stream: log, text } = stream(true);
  const progress = progressLine(log, true);
  progress.onModel('big', true);
  progress.onProgress(step(1, 2));
  progress.end();
  expect(text()).toBe('');
});
