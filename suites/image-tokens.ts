import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { editUsage } from './answer.ts';
import { showsImage } from './exchanges.ts';
import { imageDetails, type Views } from './probes/images.ts';

const details = ['low', 'high'] as const;

/** Tokens of a prompt that was answered, where they are told. */
function promptOf({ reply, usage }: Completion): number | undefined {
  const { prompt_tokens: tokens } = usage ?? {};
  return isOk(reply) && typeof tokens === 'number' ? tokens : undefined;
}

export default {
  id: 'image-tokens',
  title: 'Images count as part of the prompt',
  profile: 'vision',
  over: imageDetails,
  checks: {
    'count-more': {
      may: 'A question with an image counts more prompt_tokens than the same question without.',
      cite: schema('#/components/schemas/CompletionUsage/properties/prompt_tokens'),
      covers: ['CHAT-VIS-001'],
      // A prompt that counts nothing at all is what usage says of it.
      when: (view) => (promptOf(view.text) ?? 0) > 0 && details.some((detail) => promptOf(view[detail]) !== undefined),
      *find(view) {
        const bare = promptOf(view.text)!;
        for (const detail of details) {
          const tokens = promptOf(view[detail]);
          if (tokens !== undefined && tokens <= bare)
            yield finding(`/${detail}/body/usage/prompt_tokens`, words(`more than ${bare}`), tokens);
        }
      },
      fault: when(
        (_, request) => showsImage(request),
        editUsage((usage) => ({ ...usage, prompt_tokens: 1, total_tokens: 1 + Number(usage['completion_tokens']) })),
      ),
    },
  },
} satisfies Suite<Views>;
