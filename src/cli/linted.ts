import type { Lint } from '../contract.ts';
import { documentCaveats, percent } from '../report/document-caveats.ts';
import { plural } from '../report/verdict-words.ts';
import { visible } from '../report/visible.ts';

/** What a document is worth as a contract, for a person. */
export function lintedText(name: string, { contract, described, facts, errata, examples, unusable }: Lint): string {
  const { title, version, openapi, digest } = contract;
  const { strength, others } = facts;
  const refused = strength.broken === 0 ? 'nothing to measure' : percent(strength.refused / strength.broken);
  return [
    `${name}: ${title} ${version}, OpenAPI ${openapi}`,
    `  SHA-256 ${digest}`,
    '',
    ...rows([
      ['operations', String(described)],
      ['further ones to read', `${others.described}, of these ${others.sent} in the plan`],
      ['broken replies refused', `${refused} of ${strength.broken}`],
      ['schemas that are none', String(unusable.length)],
      ['examples that depart', `${examples.failed.length} of ${examples.checked}`],
    ]),
    '',
    ...documentCaveats(name, facts).map((caveat) => `! ${caveat}`),
    ...block('Corrected before it is used (--without-erratum switches one off):', errata.flatMap(erratumLines)),
    ...block(
      'Schemas that are none; nothing is judged by them:',
      unusable.map((why) => `  ${why}`),
    ),
    ...block('Examples that depart from their schemas:', examples.failed.flatMap(exampleLines)),
    '',
  ]
    .map((line) => visible(line))
    .join('\n');
}

function rows(facts: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function erratumLines({ number, title, reason }: Lint['errata'][number]): string[] {
  return [`  E${number}  ${title}`, `       ${reason}`];
}

const mostReasons = 4;

function exampleLines({ at, why }: Lint['examples']['failed'][number]): string[] {
  const more = why.length > mostReasons ? [`    … and ${plural(why.length - mostReasons, 'other')}`] : [];
  return [`  ${at}`, ...why.slice(0, mostReasons).map((one) => `    ${one}`), ...more];
}
