import type { Contract } from '../schema/contract.ts';
import { jsonBody, type Request } from '../transport/request.ts';

/** What is wrong with a request of ours by the contract, where it claims to be in order; undefined where nothing is. */
export function mistakeIn(contract: Contract): (request: Request) => string | undefined {
  return (request) => {
    const body = jsonBody(request);
    if (request.intent === 'invalid' || body === undefined) return undefined;
    const schema = contract.operation(request.method, request.path)?.request('application/json');
    const [first] = schema?.violations(body) ?? [];
    return first && `${first.at} is not ${first.expected}`;
  };
}
