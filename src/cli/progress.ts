import { limitWords, named } from '../report/verdict-words.ts';
import { inert, visible } from '../report/visible.ts';
import type { Watcher } from '../index.ts';

/** One line that tells how far a run is: rewritten in place on a screen, now and then in a log. */
export function progressLine(stream: NodeJS.WriteStream, quiet: boolean): Required<Watcher> & { end(): void } {
  const live = stream.isTTY === true;
  let shown = false;
  let logged = -1;
  const write = (text: string) => {
    if (quiet) return;
    if (live) stream.write(`\r\u001b[K${text}`);
    else stream.write(`${text}\n`);
    shown = live;
  };
  return {
    onBegin(limits) {
      if (!quiet) stream.write(`at most ${limitWords(limits)}\n`);
    },
    onModel(model, listed) {
      if (quiet) return;
      stream.write(
        `model: ${inert(visible(named(model)))}${listed ? ' (the first that the endpoint lists; name another with --model)' : ''}\n`,
      );
    },
    onProgress({ done, planned, requests, bound }) {
      const quarter = planned === 0 ? 4 : Math.floor((4 * done) / planned);
      if (!live && quarter === logged) return;
      logged = quarter;
      write(`${done} of ${planned} conversations, ${requests} requests of at most ${bound}`);
    },
    onCleanUp() {
      write('taking away what the run left at the endpoint; a second Ctrl-C leaves it there');
    },
    end() {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
