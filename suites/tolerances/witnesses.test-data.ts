import { answers } from './answers.test-data.ts';
import { documents } from './documents.test-data.ts';
import { errors } from './errors.test-data.ts';
import { framing } from './framing.test-data.ts';
import { members } from './members.test-data.ts';
import { requests } from './requests.test-data.ts';
import type { Witness } from './seen.test-data.ts';
import { sequence } from './sequence.test-data.ts';

/**
 * How each legitimate variation shows in what a server answers: its forms, each with what tells a server that has it
 * from one that does not.
 */
export type Witnesses = { readonly [tolerance: string]: { readonly [form: string]: Witness } };

export const witnesses: Witnesses = {
  ...members,
  ...framing,
  ...sequence,
  ...answers,
  ...requests,
  ...errors,
  ...documents,
};
