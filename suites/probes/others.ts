import type { Contract, Operation } from '../../src/schema/contract.ts';
import { bundledContract } from '../../src/schema/bundled.ts';
import { sameIn } from '../../src/schema/layered.ts';

/** The operations of a document that answer JSON and that no named suite is about. */
export function othersIn(contract: Contract): Operation[] {
  return contract.operations.filter(
    (operation) => !sameIn(bundledContract(), operation) && answersJson(operation) && isSendable(operation),
  );
}

export function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json');
}

function answersJson({ responses }: Operation): boolean {
  return [...responses].some(([status, types]) => status.startsWith('2') && types.some(isJson));
}

/** Paths with a query of their own are no paths, and cookies are nothing that a client of an API has. */
function isSendable({ path, parameters }: Operation): boolean {
  return !/[?#]/.test(path) && !parameters.some(({ in: place, required }) => place === 'cookie' && required);
}

/** Whether one path lies right below another: `/files/{file_id}` below `/files`. */
export function isItemOf(path: string, collection: string): boolean {
  return path.startsWith(`${collection}/{`) && /^\{[^{}/]*\}$/.test(path.slice(collection.length + 1));
}
