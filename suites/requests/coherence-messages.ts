import { at, isObject, type Json, type JsonObject } from '../../src/spec/json.ts';

/** What makes no sense in the conversation of a request. */
export function conversationProblems(body: JsonObject): string[] {
  const messages = (Array.isArray(body['messages']) ? body['messages'] : []).filter(isObject);
  if (messages.length === 0) return ['no messages'];
  return [...orderProblems(messages), ...contentProblems(messages), ...pairingProblems(messages)];
}

function orderProblems(messages: readonly JsonObject[]): string[] {
  const roles = messages.map(({ role }) => role);
  const spoken = roles.filter((role) => role !== 'system' && role !== 'developer');
  const problems: string[] = [];
  if (!['user', 'tool', 'function'].includes(String(roles.at(-1))))
    problems.push('the last message is not of a user or a tool');
  if (roles.slice(roles.length - spoken.length).some((role, i) => role !== spoken[i]))
    problems.push('an instruction that is not at the start');
  if (spoken.length > 0 && spoken[0] !== 'user')
    problems.push('the first message after the instructions is not of a user');
  const repeated = spoken.some((role, i) => role === spoken[i + 1] && (role === 'user' || role === 'assistant'));
  const unanswered = spoken.some(
    (role, i) => role === 'user' && i + 1 < spoken.length && spoken[i + 1] !== 'assistant',
  );
  if (repeated || unanswered) problems.push('user and assistant do not alternate');
  return problems;
}

function contentProblems(messages: readonly JsonObject[]): string[] {
  const says = ({ content }: JsonObject) => content !== undefined && content !== null;
  const acts = (message: JsonObject) =>
    callIds(message).length > 0 ||
    ['function_call', 'refusal', 'audio'].some((name) => isObject(message[name]) || typeof message[name] === 'string');
  return messages.some((message) => !says(message) && !acts(message)) ? ['a message without content'] : [];
}

/** Tool messages answer the calls of the assistant message before them, each call once. */
function pairingProblems(messages: readonly JsonObject[]): string[] {
  const problems: string[] = [];
  let open: Json[] = [];
  for (const message of messages) {
    if (message['role'] === 'tool') {
      const id = message['tool_call_id'] ?? null;
      if (!open.includes(id)) problems.push(`a tool message for ${JSON.stringify(id)}, which is no open call`);
      open = open.filter((other) => other !== id);
    } else {
      if (open.length > 0) problems.push(`a tool call without an answer: ${JSON.stringify(open[0])}`);
      open = callIds(message);
      if (new Set(open).size < open.length) problems.push('two tool calls of one id');
    }
  }
  if (open.length > 0) problems.push(`a tool call without an answer: ${JSON.stringify(open[0])}`);
  return problems;
}

function callIds(message: JsonObject): Json[] {
  const calls = message['tool_calls'];
  return Array.isArray(calls) ? calls.map((call: Json) => at(call, '/id') ?? null) : [];
}
