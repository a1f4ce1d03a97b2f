import type { JsonObject } from '../spec/json.ts';
import type { Read } from '../transport/exchange.ts';
import type { Problem } from './errors.ts';
import type { FileRules } from './files.ts';
import { type Framing, plainFraming } from './framing.ts';
import type { Mind } from './mind.ts';
import type { Random } from './random.ts';
import type { Rules } from './rules.ts';

/**
 * One way to conform. Data for the validator, the model and the event stream, and small pure edits of what they make.
 * `shows`: the ids of the legitimate variations that it gives an example of.
 */
export type Persona = {
  id: string;
  title: string;
  shows: readonly string[];
  rules?: Partial<Rules>;
  mind?: Partial<Mind>;
  framing?: Partial<Framing>;
  models?: Partial<Catalogue>;
  files?: Partial<FileRules>;
  edits?: Edits;
};

/**
 * `only`: the first model is the only one. `further`: ids besides those of the server. `mute`: those that do not chat.
 * `retrieve`: one by its id.
 */
export type Catalogue = { only: boolean; further: readonly string[]; mute: readonly string[]; retrieve: boolean };

/** What an edit may depend on besides what it edits. `call` counts the requests of the server from 0. */
export type Turn = { call: number; random: Random };

/** Each edit takes what the one before it made. */
export type Edits = {
  /** Refuses a request with a good key before anybody reads it. */
  refuse?(turn: Turn): Problem | undefined;
  completion?(body: JsonObject, turn: Turn): JsonObject;
  chunks?(chunks: readonly JsonObject[], turn: Turn): readonly JsonObject[];
  embeddings?(body: JsonObject, turn: Turn): JsonObject;
  model?(entry: JsonObject): JsonObject;
  file?(file: JsonObject): JsonObject;
  error?(body: JsonObject, problem: Problem): JsonObject;
  headers?(headers: Headers, turn: Turn): Headers;
  /** Streamed replies only. */
  reads?(reads: readonly Read[], turn: Turn): readonly Read[];
};

type Headers = { readonly [name: string]: string };

/** All of them at once; where two set the same datum, the later one wins. */
export function composePersonas(...personas: readonly Persona[]): Persona {
  const all = <T>(part: (persona: Persona) => T | undefined) => personas.flatMap((persona) => part(persona) ?? []);
  const framings = all(({ framing }) => framing);
  return {
    id: personas.map(({ id }) => id).join('+'),
    title: personas.map(({ title }) => title).join('; '),
    shows: [...new Set(personas.flatMap(({ shows }) => shows))],
    rules: {
      ...joined(all(({ rules }) => rules)),
      refuses: personas.flatMap(({ rules }) => rules?.refuses ?? []),
      refusesRoles: personas.flatMap(({ rules }) => rules?.refusesRoles ?? []),
      refusesParts: personas.flatMap(({ rules }) => rules?.refusesParts ?? []),
    },
    mind: joined(all(({ mind }) => mind)),
    framing: {
      ...plainFraming,
      ...joined(framings),
      before: framings.flatMap(({ before }) => before ?? []),
      fields: framings.flatMap(({ fields }) => fields ?? []),
      tail: framings.flatMap(({ tail }) => tail ?? []),
    },
    models: joined(all(({ models }) => models)),
    files: joined(all(({ files }) => files)),
    edits: inOrder(all(({ edits }) => edits)),
  };
}

function joined<T extends object>(parts: readonly T[]): T {
  return Object.assign({}, ...parts) as T;
}

function inOrder(edits: readonly Edits[]): Required<Edits> {
  const each = <T>(value: T, apply: (edit: Edits, value: T) => T | undefined) =>
    edits.reduce((made, edit) => apply(edit, made) ?? made, value);
  return {
    refuse: (turn) => edits.map((edit) => edit.refuse?.(turn)).find((problem) => problem !== undefined),
    completion: (body, turn) => each(body, (edit, made) => edit.completion?.(made, turn)),
    chunks: (chunks, turn) => each(chunks, (edit, made) => edit.chunks?.(made, turn)),
    embeddings: (body, turn) => each(body, (edit, made) => edit.embeddings?.(made, turn)),
    model: (entry) => each(entry, (edit, made) => edit.model?.(made)),
    file: (file) => each(file, (edit, made) => edit.file?.(made)),
    error: (body, problem) => each(body, (edit, made) => edit.error?.(made, problem)),
    headers: (headers, turn) => each(headers, (edit, made) => edit.headers?.(made, turn)),
    reads: (reads, turn) => each(reads, (edit, made) => edit.reads?.(made, turn)),
  };
}
