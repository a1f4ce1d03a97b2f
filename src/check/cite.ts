/** The authority a check rests on. */
export type Citation =
  | { by: 'schema'; pointer: string }
  | { by: 'prose'; where: string; says: string }
  | { by: 'standard'; section: string; url: string }
  | { by: 'observed'; what: string }
  | { by: 'client'; sdk: string; version: string; error: string };

/** A pointer into `specs/openai.yaml`. */
export const schema = (pointer: string): Citation => ({ by: 'schema', pointer });

/** What the vendor's documentation says: the passage (page or seed, member) and the fact, in our own words. */
export const prose = (where: string, says: string): Citation => ({ by: 'prose', where, says });

/** A published standard: `RFC 9110 §15.5`, and where to read it. */
export const standard = (section: string, url: string): Citation => ({ by: 'standard', section, url });

/** What OpenAI's own service does. Never alone the ground of a MUST. */
export const observed = (what: string): Citation => ({ by: 'observed', what });

/** What an official SDK throws, or loses. */
export const client = (sdk: string, version: string, error: string): Citation => ({
  by: 'client',
  sdk,
  version,
  error,
});
