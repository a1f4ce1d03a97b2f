import type { Registry } from '../check/registry.ts';
import { levelOf, saysOf, type AnySuite } from '../check/suite.ts';
import { shellWord } from '../report/shell.ts';
import { citationText } from '../report/citation.ts';
import { nearest } from '../run/nearest.ts';
import { isHostile, select } from '../run/select.ts';
import { UsageError } from '../run/usage-error.ts';

/** All checks, or those a pattern names, by suite. @throws UsageError where it names none */
export function listed(registry: Registry, pattern?: string): string {
  const { suites } = select(registry, {
    only: pattern === undefined ? [] : [pattern],
    skip: [],
    profiles: [],
    hostile: true,
  });
  const total = suites.reduce((sum, { checks }) => sum + Object.keys(checks).length, 0);
  return `${suites.map(suiteText).join('\n')}\n${total} checks in ${suites.length} suites\n`;
}

function suiteText(suite: AnySuite): string {
  const { id, title, profile, checks } = suite;
  const lines = Object.entries(checks).map(
    ([key, check]) => `  ${levelOf(check).padEnd(6)} ${id}/${key}\n         ${saysOf(check)}`,
  );
  return `${id} (${profile}${isHostile(suite) ? '; only with --hostile' : ''}): ${title}\n${lines.join('\n')}\n`;
}

/** Everything about one check. @throws UsageError with the nearest name */
export function explained(registry: Registry, name: string, spec?: string): string {
  const all = registry.suites.flatMap((suite) =>
    Object.entries(suite.checks).map(([key, check]) => ({ id: `${suite.id}/${key}`, suite, check })),
  );
  const found = all.find(({ id }) => id === name);
  if (!found) {
    const near = nearest(
      name,
      all.map(({ id }) => id),
    );
    throw new UsageError(
      `no check is called "${name}"; ${near ? `did you mean "${near}"? ` : ''}(\`llm-conformance list\` names them all)`,
    );
  }
  const { check, suite } = found;
  const by = spec === undefined ? '' : ` --spec ${shellWord(spec)}`;
  const over =
    'converse' in suite.over
      ? `every conversation of the probe ${suite.over.id}`
      : 'every exchange of the run that qualifies';
  return [
    `${name}   ${levelOf(check)}   profile ${suite.profile}`,
    '',
    `  ${saysOf(check)}`,
    '',
    `  authority   ${citationText(check.cite)}`,
    `  covers      ${check.covers.join(', ')}`,
    `  judges      ${over}`,
    ...(check.persistent ? ['  counts      only where every repetition shows it again'] : []),
    ...(isHostile(suite) ? ['  sent        only with --hostile: it may bring the endpoint down'] : []),
    '',
    `  See it fail: llm-conformance serve --fault ${name} --key sk-test --port 8000${by}`,
    `               OPENAI_API_KEY=sk-test llm-conformance run --base-url http://127.0.0.1:8000/v1 --only '${name}'${isHostile(suite) ? ' --hostile' : ''}${by}`,
    '',
  ].join('\n');
}
