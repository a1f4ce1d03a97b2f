/** JSON.parse reads hundreds of thousands of levels; a recursive validator overflows the stack at some thousands. */
export const mostLevels = 256;

/** Whether arrays and objects are nested more than 256 levels deep. Iterative. */
export function isTooDeep(value: unknown): boolean {
  const open: { value: unknown; level: number }[] = [{ value, level: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: here, level } = next;
    if (typeof here !== 'object' || here === null) continue;
    if (level > mostLevels) return true;
    for (const inner of Object.values(here)) {
      if (typeof inner === 'object' && inner !== null) open.push({ value: inner, level: level + 1 });
    }
  }
  return false;
}
