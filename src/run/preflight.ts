import type { Exchange, Reply } from '../transport/exchange.ts';
import { blamed, said } from './said.ts';

/** Why there is nothing to test behind the first essential exchange: one sentence with the remedy, or null. */
export function preflight(
  exchange: Exchange,
  { baseUrl, model, listed }: { baseUrl: string; model: string; listed: readonly string[] },
): string | null {
  const { reply } = exchange;
  if (reply.status === 0 && reply.end.how === 'aborted') return 'The run was cancelled.';
  if (reply.status === 0)
    return `No answer from ${baseUrl}: ${reply.end.detail ?? reply.end.how}. ${remedy(reply.end.detail ?? '')}`;
  const words = said(exchange);
  if (reply.status >= 300 && reply.status < 400) return moved(baseUrl, reply);
  if (reply.status === 401 || reply.status === 403) {
    return `The endpoint rejects the credentials (${reply.status}${words}). Set OPENAI_API_KEY to a valid key.`;
  }
  if (reply.status === 404) return notFound(baseUrl, model, listed, words);
  if (model !== '' && reply.status === 400 && blamed(exchange) === 'model') {
    return `The endpoint does not take the model "${model}" (400${words}). Name another with --model.`;
  }
  if (model === '' && reply.status < 300 && reply.end.how !== 'complete') {
    return `The list of models did not come to its end: ${reply.end.detail ?? reply.end.how}. Name the one to test with --model.`;
  }
  if (model === '' && reply.status >= 400) {
    return `The endpoint does not list its models (${reply.status}${words}); name the one to test with --model.`;
  }
  return null;
}

function moved(baseUrl: string, { status, headers }: Reply): string {
  const to = headers['location'] === undefined ? '' : ` to ${headers['location'].slice(0, 200)}`;
  return `${baseUrl} redirects${to} (${status}). Nothing is sent after a redirect, lest the key go elsewhere; name the right base URL.`;
}

/** By the codes that Node has for certificates it does not trust. */
function remedy(detail: string): string {
  return /\((?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/.test(detail)
    ? 'Pass the certificate of its authority with --ca-file, or trust whoever answers with --insecure.'
    : 'Is the server running, and is this its base URL?';
}

function notFound(baseUrl: string, model: string, listed: readonly string[], words: string): string {
  const modelIsMeant = model !== '' && words.toLowerCase().includes('model');
  if (modelIsMeant) {
    const others =
      listed.length > 0 ? ` It lists: ${listed.slice(0, 5).join(', ')}.` : ' `GET /models` may list those it has.';
    return `The endpoint does not know the model "${model}" (404${words}). Name another with --model.${others}`;
  }
  const version = /\/v\d+\/?$/.test(baseUrl) ? '' : ` Did you mean ${baseUrl.replace(/\/$/, '')}/v1?`;
  if (model !== '') return `Nothing under ${baseUrl} answers this API (404${words}).${version}`;
  return `Nothing under ${baseUrl} lists models (404${words}).${version} Where there is no list, name the model with --model.`;
}
