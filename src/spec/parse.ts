import { LineCounter, parseDocument } from 'yaml';
import type { YAMLError } from 'yaml';
import { SpecError } from './error.ts';
import type { Json } from './json.ts';

const mostBytes = 10 * 1024 * 1024;
const mostLevels = 512;

/**
 * The value of a YAML 1.2 or JSON text, in the core schema.
 * A text with any error or warning is refused: `toJS` gives an object even for text that the parser had to guess at.
 * @param name what the messages call the text, such as its file name
 * @throws SpecError
 */
export function parseText(text: string, name: string): Json {
  if (Buffer.byteLength(text) > mostBytes) {
    throw new SpecError(`${name} is larger than 10 MiB; cut it down to the operations to be tested.`);
  }
  const value = read(text, name);
  refuseHostile(value, name);
  return value;
}

function read(text: string, name: string): Json {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      schema: 'core',
      version: '1.2',
      merge: false,
      uniqueKeys: true,
      lineCounter: lines,
      prettyErrors: false,
    });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem?.code === 'RESOURCE_EXHAUSTION') throw tooDeep(name);
    if (problem) throw new SpecError(sentence(problem, lines, name));
    return document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (error) {
    if (error instanceof SpecError) throw error;
    if (error instanceof RangeError) throw tooDeep(name);
    throw new SpecError(`${name} is not usable YAML: ${reason(error)}. Write its aliases out and try again.`);
  }
}

function sentence(problem: YAMLError, lines: LineCounter, name: string): string {
  const { line, col } = lines.linePos(problem.pos[0]);
  return (
    `${name} is not valid YAML or JSON: line ${line}, column ${col}: ${problem.message.replace(/[.:\s]+$/, '')}. ` +
    'Correct the text there, or give the document as its publisher has it.'
  );
}

function tooDeep(name: string): SpecError {
  return new SpecError(`${name} is nested more than ${mostLevels} levels deep; flatten it.`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Iterative, so that depth and anchors that contain themselves cannot overflow the stack. */
function refuseHostile(value: Json, name: string): void {
  const open: { value: Json; level: number }[] = [{ value, level: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: here, level } = next;
    if (here === null || typeof here !== 'object') continue;
    if (level > mostLevels) throw tooDeep(name);
    for (const [key, inner] of Object.entries(here)) {
      if (key === '<<' && !Array.isArray(here)) {
        throw new SpecError(`${name} uses the merge key "<<", which YAML 1.2 does not have; write the members out.`);
      }
      open.push({ value: inner, level: level + 1 });
    }
  }
}
