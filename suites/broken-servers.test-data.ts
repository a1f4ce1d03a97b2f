import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Servers that a hostile request really brings down, as processes of their own: one that ends, one that never comes back
 * from a loop, and one that forgets to let go of clients that left, until it has no place for another.
 */
export type Breakage = 'ends' | 'loops' | 'leaks';

const program = `
import { createServer } from 'node:http';
const breakage = process.argv[1];
const places = 8;
let taken = 0;
const body = (content) => JSON.stringify({
  id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const depthOf = (value) => (value && typeof value === 'object' ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0);
const no = (response) => response.writeHead(400, { 'content-type': 'application/json' })
  .end('{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":null}}');
const server = createServer({ maxHeaderSize: 4096 }, async (request, response) => {
  let finished = false;
  if (breakage === 'leaks') {
    if (taken >= places) return;
    taken += 1;
    response.on('finish', () => { finished = true; taken -= 1; });
  }
  let text = '';
  try {
    for await (const chunk of request) text += chunk;
  } catch { return; }
  let json;
  try { json = JSON.parse(text); } catch { return no(response); }
  if (breakage === 'ends') {
    try { depthOf(json); } catch { process.exit(139); }
  }
  if (breakage === 'loops' && json.n > 1000) for (;;);
  if (json.n > 128 || !Array.isArray(json.messages)) return no(response);
  if (!json.stream) return response.writeHead(200, { 'content-type': 'application/json' }).end(body('Hello.'));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = () => response.write('data: ' + JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm',
    choices: [{ index: 0, delta: { content: 'x' }, finish_reason: null }] }) + '\\n\\n');
  for (let i = 0; i < 20 && !response.destroyed; i += 1) { event(); await new Promise((resolve) => setTimeout(resolve, 20)); }
  if (!response.destroyed) response.end('data: [DONE]\\n\\n');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** Starts one. `close` ends it, if it has not ended. */
export async function startBroken(breakage: Breakage): Promise<{ url: string; close(): void }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, breakage], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: `http://127.0.0.1:${port.toString().trim()}/v1`, close: () => void child.kill('SIGKILL') };
}
