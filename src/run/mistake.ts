import type { Contract } from '../schema/contract.ts';
import type { Json } from '../spec/json.ts';
import { jsonBody, type Request } from '../transport/request.ts';

/** What is wrong with a request of ours by the contract, where it claims to be in order; undefined where nothing is. */
export function mistakeIn(contract: Contract): (request: Request) => string | undefined {
  return (request) => {
    const sent = request.intent === 'invalid' ? undefined : valueOf(request);
    const schema = sent && contract.operation(request.method, request.path)?.request(sent.type);
    const [first] = schema?.violations(sent!.value) ?? [];
    return first && `${first.at} is not ${first.expected}`;
  };
}

/** The value that a schema judges: JSON as it is, and a form as an object of its parts, files as texts. */
function valueOf(request: Request): { type: string; value: Json } | undefined {
  const value = jsonBody(request);
  if (value !== undefined) return { type: 'application/json', value };
  if (!request.body || !('parts' in request.body)) return undefined;
  const parts = request.body.parts.map(({ name, value: part }) => [name, Buffer.from(part).toString()] as const);
  return { type: 'multipart/form-data', value: Object.fromEntries(parts) };
}
