import type { Capability } from '../src/check/capability.ts';
import * as limits from './capabilities/limits.ts';
import * as chat from './capabilities/chat.ts';
import * as choices from './capabilities/choices.ts';
import { textCapabilities } from './capabilities/completions.ts';
import * as embeddings from './capabilities/embeddings.ts';
import * as files from './capabilities/files.ts';
import * as formats from './capabilities/formats.ts';
import * as tools from './capabilities/tools.ts';
import * as vision from './capabilities/vision.ts';

export * from './capabilities/limits.ts';
export * from './capabilities/chat.ts';
export * from './capabilities/choices.ts';
export * from './capabilities/completions.ts';
export * from './capabilities/embeddings.ts';
export * from './capabilities/files.ts';
export * from './capabilities/formats.ts';
export * from './capabilities/tools.ts';
export * from './capabilities/vision.ts';

/** What a chat completion request may do without, formats and tools aside. */
export const parameters: readonly Capability[] = [
  limits.tokenLimit,
  limits.directness,
  chat.temperature,
  chat.topP,
  chat.presencePenalty,
  chat.frequencyPenalty,
  chat.stop,
  chat.fourStops,
  chat.seed,
  chat.user,
  chat.logitBias,
  chat.textFormat,
  choices.choices,
  choices.logprobs,
  limits.completionLimit,
  chat.streamOptions,
  chat.systemRole,
  chat.developerRole,
  chat.systemParts,
  chat.name,
  chat.emptyContent,
  chat.unknownMember,
  chat.nulls,
];

/** In the order they are asked. */
export const capabilities: readonly Capability[] = [
  ...parameters,
  ...embeddings.ofEmbeddings,
  files.files,
  formats.jsonObject,
  formats.jsonSchema,
  tools.tools,
  tools.bareTool,
  tools.noTool,
  tools.anyTool,
  tools.namedTool,
  tools.oneCall,
  tools.strictTool,
  tools.functions,
  ...textCapabilities,
  vision.images,
];
