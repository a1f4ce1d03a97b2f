import type { Disk } from './disk.ts';
import { journalTo, type Journal } from './journal.ts';

export type JournalFile = Journal & {
  /** What kept a line from being written; undefined where none was lost. */
  failure(): { error: unknown } | undefined;
  /** No line comes after it. */
  close(): void;
};

/**
 * A journal in a file. The first line that cannot be written is the last: `onFailure` is called, and what comes later is
 * dropped, since it would not follow from the line before it. Throws what the disk throws where the file cannot be begun.
 */
export function journalFile(disk: Disk, path: string, onFailure: () => void): JournalFile {
  const file = disk.lines(path);
  let failure: { error: unknown } | undefined;
  let closed = false;
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (failure) return;
      failure = { error };
      onFailure();
    }
  };
  return {
    ...journalTo((line) => {
      if (!failure) attempt(() => file.append(line));
    }),
    failure: () => failure,
    close() {
      if (!closed) attempt(() => file.close());
      closed = true;
    },
  };
}
