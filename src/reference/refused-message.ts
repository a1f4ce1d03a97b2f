import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { invalid, type Problem } from './errors.ts';
import type { Rules } from './rules.ts';

/** Why this server does not take one of the messages, although the contract has it. */
export function refusedMessage({ messages }: JsonObject, rules: Rules): Problem | undefined {
  const given: readonly Json[] = Array.isArray(messages) ? messages : [];
  const roles = given.map((message) => (isObject(message) ? message['role'] : undefined));
  const repeated = roles.findIndex((role, i) => (role === 'user' || role === 'assistant') && role === roles[i + 1]);
  if (rules.alternating && repeated >= 0)
    return invalid(
      'Messages of the user and the assistant must alternate.',
      `messages[${repeated + 1}].role`,
      'invalid_value',
    );
  for (const [i, message] of given.entries()) {
    const problem = isObject(message) ? problemOf(message, `messages[${i}]`, rules) : undefined;
    if (problem) return problem;
  }
  return undefined;
}

/** Members that a message of some role may have. */
const known = new Set(['role', 'content', 'name', 'refusal', 'audio', 'tool_calls', 'tool_call_id', 'function_call']);

function problemOf(message: JsonObject, param: string, rules: Rules): Problem | undefined {
  const { role, content, tool_calls: calls } = message;
  if (rules.refusesRoles.some((one) => one === role))
    return invalid('This model does not take messages of that role.', `${param}.role`, 'unsupported_value');
  const part = listIn(content).findIndex((one) => isObject(one) && rules.refusesParts.includes(String(one['type'])));
  if (part >= 0)
    return invalid('This model does not take content of that type.', `${param}.content[${part}]`, 'unsupported_value');
  if (!rules.names && message['name'] !== undefined)
    return invalid('This model does not take names of participants.', `${param}.name`, 'unsupported_parameter');
  const unknown = rules.closed && Object.keys(message).find((name) => !known.has(name));
  if (unknown)
    return invalid(`A message has no member ${JSON.stringify(unknown)}.`, `${param}.${unknown}`, 'unknown_parameter');
  const unsigned = listIn(calls).findIndex((call) => isObject(call) && !isObject(call['extra_content']));
  if (!rules.signed || unsigned < 0) return undefined;
  return invalid('The call has lost its signature.', `${param}.tool_calls[${unsigned}].extra_content`, 'unsigned_call');
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
