import * as fc from 'fast-check';

import type { Citation } from '../check/cite.ts';
import type { Json } from '../spec/json.ts';
import type { Request } from '../transport/request.ts';
import { check, exampleReport } from './example.test-data.ts';
import { evidenceOf } from './evidence.ts';
import type { CheckVerdict, DocumentFacts, Report } from './report.ts';

const fragments = [
  '<script>alert(1)</script>',
  '</pre></details></main><img src="https://example.com/x.png" onerror="alert(1)">',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title></textarea>',
  '<!--',
  '-->',
  ']]>',
  '<![CDATA[',
  '<?xml version="1.0"?>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  '&lt;&#x3c;&e;&',
  'javascript:alert(1)',
  '${html}`$(id)`',
  "'\\''; id; '",
  '\\"%s%n\\',
  '%0A',
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[1;1H',
  '\u009b31m',
  '\u0000',
  '\u0008\u007f',
  '\r',
  '\n',
  '\t',
  '\u0085',
  '\n::error file=a::forged',
  '\r\n  ::set-output name=a::forged',
  '\u00a0::add-mask::a',
  '##[error]forged',
  '##vso[task.complete result=Succeeded;]',
  "##teamcity[testFailed name='a']",
  '[[ATTACHMENT|/etc/passwd]]',
  '\u202egnirts',
  '\u2066\u2069\u200b\u200d\u00ad\ufeff',
  '\u2028\u2029',
  '\ud800',
  '\udfff',
  '\ufffe\uffff\u{10ffff}',
  '\u{e0041}\u{e007f}',
  '\u3164\u115f',
  'مرحبا',
  '❤️ 👩‍🚀 谢谢',
  // Markdown, and what GitHub and GitLab make of it.
  '\n```\n',
  '\n~~~\n',
  '`',
  '``',
  '`'.repeat(100),
  '\n' + '`'.repeat(300) + '\n',
  '\n</details>\n\n',
  '<details open><summary>',
  '\n# Heading\n',
  '\n===\n',
  '\n- [ ] task\n1. one\n* two',
  '1. ',
  '- ',
  '\n> quote',
  '\n    indented',
  '    ',
  '[a](https://example.com/)',
  '![a](https://example.com/x.png)',
  '[a]: https://example.com/',
  ' https://example.com/x?y=1 ',
  ' www.example.com ',
  ' me@example.com ',
  ' @octocat ',
  ' @org/team ',
  ' fixes #123 ',
  ' GH-1 JIRA-2 !3 ',
  ' org/repo#1 ',
  ' deadbeef 1234567 ',
  'a[^1]\n\n[^1]: note',
  '\n| a | b |\n| - | - |',
  '*a* _b_ ~~c~~ **d** __e__',
  '$x$ $`y`$',
  ' :tada: ',
  '\\',
  '\n/close\n',
  // Spreadsheets.
  '=1+1',
  '=HYPERLINK("https://example.com/","a")',
  '+1',
  '-1',
  '@SUM(A1)',
  '＝1',
  ';=1+1;',
  ' | =1',
  '","=1","',
  '"\r\n"=1',
  // Workflow commands.
  '%0A::add-mask::a',
  '\n::stop-commands::a\n',
  '%250A%3A%3A',
  ',file=a,line=1',
  // A layout.
  'x'.repeat(300),
  'ุ้'.repeat(40),
  'e' + '\u0301\u0316'.repeat(40),
  '全角'.repeat(60),
  '  again: curl http://example.com/',
  '✓ m at http://localhost:8000/v1: conformant',
];

/** Each of the parts that hostile texts are made of, alone: the `examples` of a property. */
export const hostileParts: [string][] = fragments.map((part) => [part]);

/** Text a hostile target may send: markup, terminal sequences, CI commands, characters that are no text. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ maxLength: 8 })),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));

/** A report whose every text that a target can influence is `text`, in all verdicts. */
export function reportOf(text: string): Report {
  const example = exampleReport();
  const request: Request = {
    method: 'POST',
    path: `/models/${text}`,
    intent: 'plain',
    headers: { 'x-text': text },
    body: { json: { model: text, messages: [{ role: 'user', content: text }], stream: true } as Json },
  };
  const evidence = {
    ...evidenceOf(
      {
        request,
        reply: { status: 200, headers: {}, headersAt: 1, reads: [], end: { how: 'truncated', at: 2, detail: text } },
      },
      { baseUrl: 'http://localhost:8000/v1', secretHeaders: [], keyed: true },
    ),
    headers: Object.fromEntries([
      ['content-type', text],
      [`x-${text}`, text],
    ]),
    body: text,
    events: [
      { index: 0, at: 1, event: text, data: text },
      { index: 9, at: 3, event: '', data: text },
    ],
  };
  const finding = {
    at: `/${text}`,
    expected: text,
    actual: text,
    exchange: 1,
    reproduced: '1/3',
    witness: null,
    evidence,
  };
  const checks = (Object.keys(example.profiles[0]!.counts) as CheckVerdict[]).map((verdict) =>
    check({
      id: `suite-${verdict}/check`,
      verdict,
      says: 'Something holds.',
      cite: citeOf(text),
      because: text,
      findings: [finding],
    }),
  );
  return {
    ...example,
    spec: { ...example.spec, name: text, version: text, document: documentOf(text) },
    target: { ...example.target, model: text, completionModel: text, embeddingModel: text, server: text },
    run: { ...example.run, stopped: text },
    capabilities: [{ id: 'vision', title: 'images', verdict: 'refused', because: text }],
    caveats: [text],
    checks,
  };
}

// What a document of somebody else says.
function citeOf(text: string): Citation {
  return { by: 'schema', pointer: `#/components/schemas/${text}` };
}

function documentOf(text: string): DocumentFacts {
  const strength = { broken: 3, refused: 1, admitsAnything: [text] };
  return { borrowed: [text], strength, others: { described: 3, sent: 1, limit: 60 } };
}
