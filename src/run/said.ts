import { isObject } from '../spec/json.ts';
import { bytesOf, type Exchange } from '../transport/exchange.ts';

/** What an endpoint says of its refusal, as `: message`; '' where it says nothing. */
export function said(exchange: Exchange): string {
  const error = errorIn(exchange);
  const message = isObject(error) ? error['message'] : error;
  return typeof message === 'string' && message !== '' ? `: ${message.slice(0, 200)}` : '';
}

/** The member of the request that an endpoint names as the one at fault, if it names any. */
export function blamed(exchange: Exchange): unknown {
  const error = errorIn(exchange);
  return isObject(error) ? error['param'] : undefined;
}

function errorIn({ reply }: Exchange): unknown {
  try {
    const body: unknown = JSON.parse(Buffer.from(bytesOf(reply)).toString('utf8'));
    return isObject(body) ? (body['error'] ?? body['detail']) : undefined;
  } catch {
    return undefined;
  }
}
