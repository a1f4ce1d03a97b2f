import { isObject } from '../spec/json.ts';
import { bytesOf, type Exchange } from '../transport/exchange.ts';

/** What an endpoint says of its refusal, as `: message`; '' where it says nothing. */
export function said({ reply }: Exchange): string {
  try {
    const body: unknown = JSON.parse(Buffer.from(bytesOf(reply)).toString('utf8'));
    const error = isObject(body) ? (body['error'] ?? body['detail']) : undefined;
    const message = isObject(error) ? error['message'] : error;
    return typeof message === 'string' && message !== '' ? `: ${message.slice(0, 200)}` : '';
  } catch {
    return '';
  }
}
