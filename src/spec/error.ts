/** A document that cannot be used. The message is one sentence or two that name the place and the remedy. */
export class SpecError extends Error {
  override name = 'SpecError';
}
