/** What kind of model answers: within what a model may do, the ways it may differ. */
export type Mind = {
  /** Thinks before it answers; the thoughts count against the limit and are shown as `reasoning_content`. */
  thinks: boolean;
  /** Another text on every call, whatever the temperature and the seed. */
  varies: boolean;
  /** Follows no instruction: writes nonsense, calls no tool of its own accord. */
  wayward: boolean;
  /** Every so many calls a text answer is empty; 0: never. */
  emptyEvery: number;
  /** Every so many calls a text answer is withheld by a filter or refused; 0: never. */
  withholdsEvery: number;
  /** Whether the end of a text is a token that counts. */
  countsEnd: boolean;
  /** What stands before every plain text answer. */
  opening: string;
  /** The token that an echoed prompt begins with, where the tokenizer puts one there. */
  start: string;
  /** Says something before it calls a tool. */
  announces: boolean;
  /** Writes arguments over several lines, with escapes for all but ASCII. */
  spacious: boolean;
  /** In JSON mode, goes on with white space until the limit. */
  blanks: boolean;
  /** The finish reasons of calls that the request forced. */
  forced: { named: 'stop' | 'tool_calls'; required: 'stop' | 'tool_calls' };
  /** The length of its vectors. */
  norm: number;
  /** By which share a number of a vector may differ from call to call. */
  jitter: number;
  /** What comes behind the model id asked for in the model id answered with. */
  dated: string;
  /** Seconds by which the clock is off. */
  skew: number;
  /** Milliseconds before the first byte. */
  delay: number;
};

export const plainMind: Mind = {
  thinks: false,
  varies: false,
  wayward: false,
  emptyEvery: 0,
  withholdsEvery: 0,
  countsEnd: false,
  opening: '',
  start: '',
  announces: false,
  spacious: false,
  blanks: false,
  // OpenAI's own service answers "stop" where a function was named.
  forced: { named: 'stop', required: 'tool_calls' },
  norm: 1,
  jitter: 0,
  dated: '',
  skew: 0,
  delay: 0,
};
