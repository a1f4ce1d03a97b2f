import type { BodySchema } from '../schema/contract.ts';
import { alternatives } from './alternatives.ts';
import { referencesOf } from './references.ts';

/** Whether a body schema lists a member of this name on its top level. */
export function declares(body: Pick<BodySchema, 'schema' | 'definitions' | 'pointer'>, name: string): boolean {
  return alternatives(body.schema, referencesOf(body), 2).some(({ shape }) =>
    Object.hasOwn(shape.members.properties, name),
  );
}
