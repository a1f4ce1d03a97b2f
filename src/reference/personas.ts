import type { Persona } from './persona.ts';
import { embeddings } from './personas/embeddings.ts';
import { files } from './personas/files.ts';
import { framings } from './personas/framings.ts';
import { limits } from './personas/limits.ts';
import { logprobs } from './personas/logprobs.ts';
import { minds } from './personas/minds.ts';
import { refusals } from './personas/refusals.ts';
import { sequences } from './personas/sequences.ts';
import { shapes } from './personas/shapes.ts';
import { texts } from './personas/texts.ts';

const plain: Persona = {
  id: 'plain',
  title: 'The contract to the letter, as OpenAI does it',
  shows: [
    'LEG-06',
    'LEG-16',
    'LEG-26',
    'LEG-28',
    'LEG-30',
    'LEG-41',
    'LEG-47',
    'LEG-48',
    'LEG-50',
    'LEG-58',
    'LEG-59',
    'LEG-61',
    'LEG-76',
  ],
};

/** Every persona of the reference server, `plain` first. All of them conform. */
export const personas: readonly Persona[] = [
  plain,
  ...[framings, sequences, shapes, logprobs, minds, limits, texts, embeddings, files, refusals].flat(),
];
