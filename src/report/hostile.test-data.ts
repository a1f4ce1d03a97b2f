import * as fc from 'fast-check';

import type { Json } from '../spec/json.ts';
import type { Request } from '../transport/request.ts';
import { check, exampleReport } from './example.test-data.ts';
import { evidenceOf } from './evidence.ts';
import type { CheckVerdict, Report } from './report.ts';

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
];

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
    path: '/chat/completions',
    intent: 'plain',
    body: { json: { model: 'm', messages: [{ role: 'user', content: text }], stream: true } as Json },
  };
  const evidence = {
    ...evidenceOf(
      {
        request,
        reply: { status: 200, headers: {}, headersAt: 1, reads: [], end: { how: 'truncated', at: 2, detail: text } },
      },
      { baseUrl: 'http://localhost:8000/v1', secretHeaders: [], keyed: true },
    ),
    headers: { 'content-type': 'text/event-stream', 'x-text': text },
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
    check({ id: `suite-${verdict}/check`, verdict, says: 'Something holds.', because: text, findings: [finding] }),
  );
  return {
    ...example,
    target: { ...example.target, model: text, completionModel: text, embeddingModel: text, server: text },
    run: { ...example.run, stopped: text },
    capabilities: [{ id: 'vision', title: 'images', verdict: 'refused', because: text }],
    caveats: [text],
    checks,
  };
}
