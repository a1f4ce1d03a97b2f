import { isObject } from '../spec/json.ts';
import { bytesOf, type Exchange } from '../transport/exchange.ts';

/** Why there is nothing to test behind the first essential exchange: one sentence with the remedy, or null. */
export function preflight(
  { reply }: Exchange,
  { baseUrl, model, listed }: { baseUrl: string; model: string; listed: readonly string[] },
): string | null {
  if (reply.status === 0 && reply.end.how === 'aborted') return 'The run was cancelled.';
  if (reply.status === 0)
    return `No answer from ${baseUrl}: ${reply.end.detail ?? reply.end.how}. Is the server running, and is this its base URL?`;
  const said = saidIn(reply);
  if (reply.status === 401 || reply.status === 403) {
    return `The endpoint rejects the credentials (${reply.status}${said}). Set OPENAI_API_KEY to a valid key.`;
  }
  if (reply.status === 404) return notFound(baseUrl, model, listed, said);
  return null;
}

function notFound(baseUrl: string, model: string, listed: readonly string[], said: string): string {
  const modelIsMeant = model !== '' && said.toLowerCase().includes('model');
  if (modelIsMeant) {
    const others =
      listed.length > 0 ? ` It lists: ${listed.slice(0, 5).join(', ')}.` : ' `GET /models` may list those it has.';
    return `The endpoint does not know the model "${model}" (404${said}). Name another with --model.${others}`;
  }
  const version = /\/v\d+\/?$/.test(baseUrl) ? '' : ` Did you mean ${baseUrl.replace(/\/$/, '')}/v1?`;
  return `Nothing under ${baseUrl} answers this API (404${said}).${version}`;
}

/** What the endpoint says about it, where it says anything. */
function saidIn(reply: Exchange['reply']): string {
  try {
    const body: unknown = JSON.parse(Buffer.from(bytesOf(reply)).toString('utf8'));
    const error = isObject(body) ? body['error'] : undefined;
    const message = isObject(error) ? error['message'] : error;
    return typeof message === 'string' && message !== '' ? `: ${message.slice(0, 200)}` : '';
  } catch {
    return '';
  }
}
