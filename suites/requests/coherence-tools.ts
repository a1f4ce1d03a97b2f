import { at, isObject, type Json, type JsonObject } from '../../src/spec/json.ts';

/** What does not fit together in the tools of a request, their names, and the choice among them. */
export function toolProblems(body: JsonObject): string[] {
  const tools = list(body['tools']).map(toolName);
  const functions = list(body['functions']).map((declared) => at(declared, '/name'));
  const problems: string[] = [];
  if (tools.length > 0 && functions.length > 0) problems.push('both functions and tools');
  for (const name of [...tools, ...functions]) {
    if (typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(name))
      problems.push(`a function name outside its alphabet or length: ${JSON.stringify(name ?? null)}`);
  }
  if (new Set(tools).size < tools.length || new Set(functions).size < functions.length)
    problems.push('two functions of one name');
  problems.push(...choiceProblems(body['tool_choice'], tools, 'tool_choice', 'tools'));
  problems.push(...choiceProblems(body['function_call'], functions, 'function_call', 'functions'));
  if (isGiven(body['parallel_tool_calls']) && tools.length === 0) problems.push('parallel_tool_calls without tools');
  return problems;
}

function choiceProblems(choice: Json | undefined, declared: readonly unknown[], member: string, of: string): string[] {
  if (!isGiven(choice)) return [];
  if (declared.length === 0) return [`${member} without ${of}`];
  return chosenNames(choice)
    .filter((name) => !declared.includes(name))
    .map((name) => `${member} names ${JSON.stringify(name ?? null)}, which is not declared`);
}

/** The names in a choice; none in `auto` and the like. */
function chosenNames(choice: Json | undefined): unknown[] {
  if (!isObject(choice)) return [];
  if (choice['type'] === 'allowed_tools') return list(at(choice, '/allowed_tools/tools')).map(toolName);
  return ['type' in choice ? toolName(choice) : choice['name']];
}

function toolName(tool: Json): unknown {
  return at(tool, '/function/name') ?? at(tool, '/custom/name');
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
