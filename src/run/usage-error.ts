/** The user asked for something that cannot be done. The message is one sentence with the remedy; exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
