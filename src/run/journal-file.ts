import type { Disk } from './disk.ts';
import { journalTo, type Journal } from './journal.ts';
import type { Conversation } from './recording.ts';

export type JournalFile = Journal & {
  /** What kept a line from being written; undefined where none was lost. */
  failure(): { error: unknown } | undefined;
  /** What stands in the file of these conversations, as who reads it back would see them. */
  kept(conversations: readonly Conversation[]): Conversation[];
  /** No line comes after it. */
  close(): void;
};

/**
 * A journal in a file. The first line that cannot be written is the last: `onFailure` is called, and what comes later is
 * dropped, since it would not follow from the line before it. Throws what the disk throws where the file cannot be begun.
 */
export function journalFile(disk: Disk, path: string, onFailure: () => void): JournalFile {
  const file = disk.lines(path);
  const written = { exchanges: new Set<number>(), conversations: new Set<Conversation>() };
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
  const journal = journalTo((line) => {
    if (!failure) attempt(() => file.append(line));
  });
  return {
    ...journal,
    exchange(recorded, key) {
      journal.exchange(recorded, key);
      if (!failure) written.exchanges.add(recorded.id);
    },
    conversation(conversation) {
      journal.conversation(conversation);
      if (!failure) written.conversations.add(conversation);
    },
    failure: () => failure,
    kept: (conversations) =>
      conversations.flatMap((one): Conversation[] => {
        if (written.conversations.has(one)) return [one];
        const { probe, case: index, attempt: nth, purpose } = one;
        const exchanges = one.exchanges.filter(({ id }) => written.exchanges.has(id));
        return exchanges.length === 0
          ? []
          : [{ probe, case: index, attempt: nth, purpose, exchanges, lost: 'cancelled' }];
      }),
    close() {
      if (!closed) attempt(() => file.close());
      closed = true;
    },
  };
}
