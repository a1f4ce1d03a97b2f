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
    'LEG-03',
    'LEG-04',
    'LEG-05',
    'LEG-06',
    'LEG-19',
    'LEG-25',
    'LEG-26',
    'LEG-28',
    'LEG-30',
    'LEG-31',
    'LEG-33',
    'LEG-36',
    'LEG-38',
    'LEG-41',
    'LEG-42',
    'LEG-45',
    'LEG-46',
    'LEG-47',
    'LEG-48',
    'LEG-50',
    'LEG-58',
    'LEG-59',
    'LEG-61',
    'LEG-65',
    'LEG-73',
    'LEG-76',
    'LEG-77',
    'LEG-79',
    'LEG-87',
    'LEG-90',
    'LEG-S4',
    'LEG-S5',
    'LEG-S6',
    'LEG-S10',
    'LEG-S22',
    'LEG-S23',
  ],
};

/** Every persona of the reference server, `plain` first. All of them conform. */
export const personas: readonly Persona[] = [
  plain,
  ...[framings, sequences, shapes, logprobs, minds, limits, texts, embeddings, files, refusals].flat(),
];
