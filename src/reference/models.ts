import type { JsonObject } from '../spec/json.ts';
import type { Catalogue } from './persona.ts';

/** The models a server offers when it is told of none. */
export const usualModels: readonly string[] = ['orchard-large', 'orchard-small'];

export function modelIds(models: readonly string[], { only = false, further = [] }: Partial<Catalogue>): string[] {
  return only ? models.slice(0, 1) : [...models, ...further];
}

/** The model object of the contract. The time of its making is fixed, so that the list is the same on every call. */
export function modelEntry(id: string, i: number): JsonObject {
  return { id, object: 'model', created: 1_700_000_000 + 86_400 * i, owned_by: 'orchard' };
}

export function modelList(data: readonly JsonObject[]): JsonObject {
  return { object: 'list', data };
}
