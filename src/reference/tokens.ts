/** Cuts a text into tokens: words with the blank before them, and single code points. Joined they are the text. */
export function tokensOf(text: string): string[] {
  return text.match(token) ?? [];
}

/** How many tokens a text has. More text in front or behind never makes it fewer. */
export function countTokens(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(token)) count++;
  return count;
}

const token = / ?[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}]{1,12}| ?\p{Nd}{1,3}|[^]/gu;
