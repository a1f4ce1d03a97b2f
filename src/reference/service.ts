import type { Contract } from '../schema/contract.ts';
import { createFileStore, plainFileRules } from './files.ts';
import { plainFraming } from './framing.ts';
import { plainMind } from './mind.ts';
import { modelIds, usualModels } from './models.ts';
import { composePersonas, type Persona } from './persona.ts';
import { plainRules } from './rules.ts';

export type ReferenceOptions = {
  persona?: Persona;
  /** The API key to ask for. Default: none is asked for. */
  key?: string;
  /** Ids of the models; the first one answers where a persona has only one. */
  models?: readonly string[];
  /** Milliseconds since 1970. */
  now?: () => number;
  seed?: number;
  /** What is served beside the API: the other operations of this document. */
  document?: Contract;
};

/** What all operations of one server share, and keep from one call to the next. */
export type Service = ReturnType<typeof serviceOf>;

export function serviceOf(options: ReferenceOptions) {
  const { persona, key, models = usualModels, now = Date.now, seed = 1, document } = options;
  const { rules, mind, framing, files, models: catalogue = {}, edits } = composePersonas(...(persona ? [persona] : []));
  const fileRules = { ...plainFileRules, ...files };
  return {
    key,
    document,
    now,
    seed,
    ids: modelIds(models, catalogue),
    mute: catalogue.mute ?? [],
    retrieves: catalogue.retrieve ?? true,
    rules: { ...plainRules, ...rules },
    mind: { ...plainMind, ...mind },
    fileRules,
    files: createFileStore(seed, fileRules),
    framing: { ...plainFraming, ...framing },
    edits: edits ?? {},
  };
}
