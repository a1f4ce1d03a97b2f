import type { Request, RequestBody } from '../../src/transport/request.ts';
import { MODEL } from '../../src/check/probe.ts';

const contentType = 'application/json';

/** A mistaken chat completion request with a body that is made by hand. */
export function handmade(body: RequestBody): Request {
  return { method: 'POST', path: '/chat/completions', intent: 'invalid', body };
}

/** A body that says hello and ends with a member that no JSON reader should take. */
export function unreadable(last: string): Request {
  return handmade({ text: helloWith(last), contentType });
}

/** The same, each character one byte. */
export function unreadableBytes(last: string): Request {
  return handmade({ bytes: Buffer.from(helloWith(last), 'latin1'), contentType });
}

function helloWith(last: string): string {
  return `{"model":"${MODEL}","messages":[{"role":"user","content":"Say hello."}],${last}}`;
}
