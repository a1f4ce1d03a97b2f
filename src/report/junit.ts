import { citationText } from './citation.ts';
import type { Rendered } from './encoded.ts';
import { block, markup, type Markup } from './markup.ts';
import type { CheckResult, Report, ReportedFinding } from './report.ts';
import { verdictBecause, verdictWords } from './verdict-words.ts';
import { inert, visible } from './visible.ts';

/**
 * JUnit XML as GitLab, Jenkins, CircleCI, Buildkite and Azure read it: a suite for each suite, a case for each check. What
 * they show in a log cannot be a CI command, and what XML 1.0 cannot hold stands there as a visible sign.
 */
export function junit(report: Report): Rendered {
  const suites = [...new Set(report.checks.map(({ suite }) => suite))];
  const cases = report.checks.map((check) => outcome(check, report.run.strict));
  const seconds = (report.run.durationMs / 1000).toFixed(3);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${report.tool.name}" ${cases.length === 0 ? empty : tally(cases)} time="${seconds}" timestamp="${timestamp(report)}">
${suites.map((suite) => testSuite(suite, report))}${cases.length === 0 ? nothingRan : null}</testsuites>
`.source;
}

type Outcome = 'failure' | 'error' | 'skipped' | 'passed';

const outcomes = {
  pass: 'passed',
  note: 'passed',
  warn: 'passed',
  fail: 'failure',
  error: 'error',
  expected: 'skipped',
  unsupported: 'skipped',
  'not-exercised': 'skipped',
  inconclusive: 'skipped',
} as const satisfies Record<CheckResult['verdict'], Outcome>;

function outcome({ verdict }: CheckResult, strict: boolean): Outcome {
  return verdict === 'warn' && strict ? 'failure' : outcomes[verdict];
}

function tally(all: readonly Outcome[]): Markup {
  const count = (one: Outcome) => all.filter((outcome) => outcome === one).length;
  return markup`tests="${all.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

// A file without a case is read as a success by some: a run that judged nothing must not look like one.
const empty = markup`tests="1" failures="0" errors="1" skipped="0"`;
const nothingRan = markup`<testsuite name="llm-conformance" ${empty} time="0">
<testcase classname="llm-conformance" name="run" time="0"><error type="error" message="no check ran"/></testcase>
</testsuite>
`;

function timestamp({ run }: Report): string {
  // The schemas in use take local time without a zone, and no fractions.
  return run.startedAt.slice(0, 19);
}

function testSuite(suite: string, report: Report): Markup {
  const checks = report.checks.filter((check) => check.suite === suite);
  const all = checks.map((check) => outcome(check, report.run.strict));
  return markup`<testsuite name="${oneLine(suite)}" ${tally(all)} time="0" timestamp="${timestamp(report)}">
<properties>
${suiteProperties(report).map(([name, value]) => property(name, value))}</properties>
${checks.map((check, i) => testCase(check, all[i] ?? 'passed', report.tool.name))}</testsuite>
`;
}

function suiteProperties(report: Report): [string, string][] {
  const { target, spec, tool, run } = report;
  return [
    ['target', target.baseUrl],
    ['model', target.model],
    ['tool', `${tool.name} ${tool.version}`],
    ['spec', `${spec.name} ${spec.version} ${spec.digest}`],
    ['seed', String(run.seed)],
    ['verdict', `${report.verdict}: ${verdictBecause(report)}`],
  ];
}

function property(name: string, value: string): Markup {
  return markup`<property name="${name}" value="${oneLine(value)}"/>\n`;
}

function testCase(check: CheckResult, outcome: Outcome, tool: string): Markup {
  const { id, suite, verdict, level, examined, exercised } = check;
  return markup`<testcase classname="${oneLine(`${tool}.${suite}`)}" name="${oneLine(id)}" time="0">
<properties>
${property('verdict', verdict)}${property('level', level)}${property('examined', String(examined))}${property('exercised', String(exercised))}</properties>
${result(check, outcome)}</testcase>
`;
}

function result(check: CheckResult, outcome: Outcome): Markup | null {
  const { verdict, level, says, because, findings } = check;
  const message = [verdictWords[verdict].word, says, because].filter((text) => text !== null).join(': ');
  if (outcome === 'skipped') return markup`<skipped message="${oneLine(message)}"/>\n`;
  if (outcome === 'error')
    return markup`<error type="error" message="${oneLine(message)}">${block(account(check))}</error>\n`;
  if (outcome === 'failure')
    return markup`<failure type="${level}" message="${oneLine(says)}">${block(account(check))}</failure>\n`;
  return findings.length === 0
    ? null
    : markup`<system-out>${block(`${verdictWords[verdict].word}: ${account(check)}`)}</system-out>\n`;
}

// GitLab shows the content and not the message, so that the content says everything.
function account({ says, because, cite, findings, more, level }: CheckResult): string {
  const lines = [
    `${level} ${says}`,
    citationText(cite),
    ...(because === null ? [] : [because]),
    ...findings.flatMap(findingLines),
    ...(more === 0 ? [] : [`${more} more`]),
  ];
  const text = lines.map(oneLine).join('\n');
  return text.length <= longest ? text : `${text.slice(0, longest)}\n… (${text.length - longest} characters more)`;
}

const longest = 16 * 1024;

function findingLines({ at, expected, actual, reproduced, exchange, evidence }: ReportedFinding): string[] {
  const times = reproduced === null ? '' : `, reproduced ${reproduced}`;
  return [
    '',
    at,
    `expected ${expected}`,
    `got      ${actual}`,
    `exchange ${exchange}${times}`,
    `again: ${evidence.curl}`,
  ];
}

// Text of the target cannot begin a line of its own, and so not look like one of ours.
function oneLine(text: string): string {
  return inert(visible(text));
}
