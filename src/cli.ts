#!/usr/bin/env node
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

import { Command, CommanderError, Option } from 'commander';

import { explained, listed } from './cli/catalogue.ts';
import { configOf, defaults, errataOff, reportersOf, type Options } from './config.ts';
import {
  contractOf,
  factsOf,
  JournalError,
  judgeJournal,
  lint,
  planOf,
  run,
  SpecError,
  UsageError,
  writeJudged,
} from './index.ts';
import type { Registry } from './check/registry.ts';
import { registryFor } from '../suites/index.ts';
import { lintedText } from './cli/linted.ts';
import { plannedText } from './cli/planned.ts';
import { progressLine } from './cli/progress.ts';
import { documentCaveats } from './report/document-caveats.ts';
import { toJson } from './report/json.ts';
import { terminal } from './report/terminal.ts';
import { inert, shortened, visible } from './report/visible.ts';
import { printedReports } from './report/write.ts';
import { codeOf } from './run/disk.ts';
import { thisPackage } from './run/package.ts';
import { serve } from './reference/server.ts';
import { withoutSecrets } from './secrets.ts';
import { cacheFolder } from './spec/cache.ts';
import { serveReference } from './cli/serve.ts';
import { cancelOnSignal } from './cli/signals.ts';

// Garbage is collected before the heap has doubled: what a hostile endpoint can make us hold is to fit a small machine.
setFlagsFromString('--heap-growing-percent=30');
// What is young is not given ever more room: Node 24 would let it take 200 MB.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--optimize-for-size');

const several = (value: string, previous: string[] = []) => [
  ...previous,
  ...value.split(',').filter((one) => one !== ''),
];
const each = (value: string, previous: string[] = []) => [...previous, value];

function withSelection(command: Command): Command {
  return command
    .option('--profile <id>', 'only the suites of this profile (repeatable)', several)
    .option('--only <pattern>', 'only checks that match: a suite, suite/check, * for anything (repeatable)', several)
    .option('--skip <pattern>', 'leave out checks that match (repeatable)', several)
    .option('--hostile', 'last of all, send what may bring an endpoint down; only to one that is your own')
    .option('--spec <file>', 'judge by this OpenAPI document instead of the bundled one')
    .option('--without-erratum <id>', 'do not apply this correction to the document: E1, … (repeatable)', several)
    .option('--cases <n>', `requests drawn for each probe that draws any (default: ${defaults.cases})`)
    .option('--seed <n>', `seed of what is drawn (default: ${defaults.seed})`)
    .option('--confirm <n>', `repetitions of a conversation that failed (default: ${defaults.confirm})`)
    .option('--shrink <n>', `requests spent on shrinking failures (default: ${defaults.shrink})`);
}

function withTarget(command: Command): Command {
  return withSelection(command)
    .option('--base-url <url>', 'the endpoint, version prefix included (default: $OPENAI_BASE_URL)')
    .option('--model <id>', 'the model under test (default: the first that the endpoint lists)')
    .option('--completion-model <id>', 'the model of legacy completions (default: the model under test)')
    .option('--embedding-model <id>', 'the model of embeddings (default: the model under test)')
    .option('--header <header>', '"Name: value" for every request (repeatable); never recorded', each)
    .option('--api-key-env <name>', 'the environment variable that holds the key (default: OPENAI_API_KEY)')
    .option('--ca-file <file>', 'trust the authorities in this PEM file instead of those of the system')
    .option('--insecure', 'trust any certificate; the report says so')
    .option(
      '--concurrency <n>',
      `requests on the wire at once (default: ${defaults.concurrency}, and 16 for one probe of many at once)`,
    )
    .option('--rps <n>', 'requests begun in a second at most')
    .option(
      '--max-requests <n>',
      'requests that the endpoint sees at most, retries included (default: what the plan says)',
    )
    .option('--max-tokens <n>', `tokens spent at most, prompts included (default: ${defaults.maxTokens})`)
    .option('--timeout <seconds>', `longest wait for one reply (default: ${defaults.timeout})`)
    .option('--deadline <seconds>', `longest duration of the run (default: ${defaults.deadline})`)
    .option('--strict', 'findings under SHOULD gate as well')
    .option('--out <folder>', `where the reports go (default: ${defaults.out})`)
    .addOption(reporterOption())
    .option('--quiet', 'print nothing but the verdict');
}

function reporterOption(): Option {
  const added = 'markdown (report.md), csv (report.csv), github (annotations of a workflow, printed)';
  return new Option(
    '--reporter <id>',
    `besides report.html, report.json and junit.xml: ${added} (repeatable)`,
  ).argParser(several);
}

function program(): Command {
  const { version } = thisPackage();
  const root = new Command('llm-conformance')
    .description('Conformance tests for endpoints that speak the OpenAI HTTP API.')
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', afterHelp)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  withTarget(root.command('run').description('run the suites against an endpoint and write the reports'))
    .addOption(new Option('--reference', 'run against the reference server that comes with this').conflicts('baseUrl'))
    .action(runCommand);
  withTarget(
    root
      .command('plan')
      .description('what a run would send, and what it costs at most; sends nothing, and takes the options of run'),
  ).action(planCommand);
  root
    .command('lint')
    .description('what an OpenAPI document is worth as a contract: corrections, weakness, examples that depart')
    .argument('<document>')
    .option('--without-erratum <id>', 'do not apply this correction (repeatable)', several)
    .action(lintCommand);
  root
    .command('list')
    .description('all checks by suite')
    .argument('[pattern]', 'a suite, or suite/check; * for anything')
    .option('--spec <file>', 'with those that this document brings along')
    .action((pattern: string | undefined, { spec }: { spec?: string }) => show(listed(registryWith(spec), pattern)));
  root
    .command('explain')
    .description('what a check demands, on which authority, and what breaks it')
    .argument('<check>')
    .option('--spec <file>', 'for a check that this document brings along')
    .action((name: string, { spec }: { spec?: string }) => show(explained(registryWith(spec), name, spec)));
  root
    .command('serve')
    .description('the reference server, to develop a client or a check against')
    .option('--port <n>', 'default: any free one')
    .option('--persona <id>', 'a legitimate way to differ (repeatable)', several)
    .option('--fault <check|id>', 'break the rule of a check, or show a reported defect (reports/deviations.md)')
    .option('--spec <file>', 'serve what else this document describes, too')
    .option('--key <key>', 'the key that it asks for (default: none)')
    .action(serveReference);
  root
    .command('judge')
    .description('judge a recorded run again, without a request')
    .argument('<journal>', 'journal.ndjson of a run')
    .option('--spec <file>', 'judge by this OpenAPI document')
    .option('--without-erratum <id>', 'do not apply this correction to the document (repeatable)', several)
    .option('--json', 'print report.json instead of the summary')
    .option('--out <folder>', 'write the reports there as well')
    .addOption(reporterOption())
    .action(judgeCommand);
  for (const command of [root, ...root.commands]) command.exitOverride().configureOutput({ writeErr: () => {} });
  return root;
}

const afterHelp = `
Start:        OPENAI_API_KEY=… llm-conformance run --base-url http://localhost:8000/v1 --model my-model
Exit codes:   0 gate met · 1 not conformant · 2 usage or document error · 3 undecided · 4 our own fault · 130 cancelled
GitHub:       --reporter github --reporter markdown, then cat reports/latest/report.md >> "$GITHUB_STEP_SUMMARY"
Durations are seconds. The key is read from the environment and never recorded.`;

async function runCommand(options: Options & { reference?: boolean; quiet?: boolean }): Promise<void> {
  const cancel = new AbortController();
  const stop = cancelOnSignal(cancel);
  const key = 'sk-reference-key';
  const beside = { spec: options.spec, errataOff: errataOff(options.withoutErratum), cache: cacheFolder(process.env) };
  const document = options.reference ? contractOf(beside) : undefined;
  const reference = document ? await serve({ key, document }) : undefined;
  const env = reference ? { ...process.env, OPENAI_API_KEY: key, OPENAI_BASE_URL: reference.url } : process.env;
  const progress = progressLine(process.stderr, options.quiet ?? false);
  try {
    const config = configOf(options, env);
    journalUnderWay = join(config.out, 'journal.ndjson');
    const { report, exitCode, paths, faults } = await run(config, cancel.signal, progress);
    progress.end();
    for (const fault of faults) complain(fault);
    const { colour, width } = screen();
    if (!options.quiet) print(terminal(report, { colour, width }));
    else print(`${report.verdict}\n`);
    if (!options.quiet) printPaths(paths);
    process.stdout.write(printedReports(report, config.reporters));
    process.exitCode = stop.code() ?? exitCode;
  } finally {
    progress.end();
    stop.release();
    await reference?.close();
  }
}

function planCommand(options: Options): void {
  const config = configOf({ ...options, baseUrl: 'http://nowhere' }, process.env);
  const { plan, selection, contract } = planOf(config);
  const facts = factsOf(contract, config);
  const caveats = facts ? ['', ...documentCaveats(config.spec!, facts).map((caveat) => `  ! ${caveat}`)] : [];
  show(plannedText(plan, selection) + caveats.map((caveat) => visible(caveat)).join('\n'));
}

function lintCommand(path: string, { withoutErratum }: { withoutErratum?: string[] }): void {
  show(lintedText(path, lint(path, errataOff(withoutErratum))));
}

function registryWith(spec: string | undefined): Registry {
  return registryFor(contractOf({ spec, errataOff: [], cache: cacheFolder(process.env) }));
}

type JudgeOptions = { spec?: string; withoutErratum?: string[]; json?: boolean; out?: string; reporter?: string[] };

async function judgeCommand(path: string, options: JudgeOptions): Promise<void> {
  const { spec, withoutErratum, json, out } = options;
  const also = reportersOf(options.reporter);
  const report = judgeJournal(path, {
    cache: cacheFolder(process.env),
    ...(spec === undefined ? {} : { spec }),
    ...(withoutErratum ? { errataOff: errataOff(withoutErratum) } : {}),
  });
  const paths = out === undefined ? [] : await writeJudged(report, out, also);
  print(json ? toJson(report) : terminal(report, screen()));
  if (!json && paths.length > 0) printPaths(paths);
  if (!json) process.stdout.write(printedReports(report, also));
  process.exitCode = report.exitCode;
}

function screen(): { colour: boolean; width: number } {
  const colour = process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  return { colour, width: process.stdout.columns ?? 100 };
}

function printPaths(paths: readonly string[]): void {
  print(`\nReports: ${paths.map((path) => inert(visible(path))).join(' · ')}\n`);
}

/** Prints lines of ours, in which names from a document may stand. */
function show(text: string): void {
  print(inert(visible(text, 'kept')));
}

/** Where a run that breaks down keeps what it knew. */
let journalUnderWay: string | undefined;

/** What is said of a fault is one line, and no longer than a person reads. */
function complain(sentence: string): void {
  const clean = withoutSecrets(sentence, process.argv, process.env);
  process.stderr.write(`llm-conformance: ${inert(visible(shortened(clean.replace(/\s*\n\s*/g, ' '), 2000)))}\n`);
}

function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** One sentence, and the exit code that says whose fault it is. */
function failure(error: unknown): { sentence: string; code: number } {
  if (error instanceof CommanderError && error.code === 'commander.help' && error.exitCode !== 0)
    return {
      sentence: 'which command? run, plan, lint, list, explain, serve and judge; --help tells of each',
      code: 2,
    };
  if (error instanceof CommanderError) return { sentence: misuse(error.message), code: error.exitCode === 0 ? 0 : 2 };
  const known = [UsageError, SpecError, JournalError].some((kind) => error instanceof kind);
  if (error instanceof Error && known) return { sentence: error.message, code: 2 };
  const message = error instanceof Error ? error.message : String(error);
  const kept = journalUnderWay ? `; what was recorded until then, judge reads from ${journalUnderWay}` : '';
  return {
    sentence: `this is a fault of llm-conformance and says nothing of the endpoint: ${message}${kept}`,
    code: 4,
  };
}

/** A credential that was given as a word or as the value of a flag that there is not is not said again. */
function misuse(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/(?<='--?[\w-]+=)[^']*(?=')/g, '…')
    .replace(/'(?!--?[a-z])(?=[^']*\d)[^'\s]{16,}'/g, "'…'");
}

// Who has closed a pipe wants no more of it; anything else loses what a reader waits for.
process.stdout.on('error', (error) => {
  if (codeOf(error) === 'EPIPE') return;
  complain(`what was to be printed could not be written (${codeOf(error)})`);
  process.exitCode = 4;
});
process.stderr.on('error', () => {});
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => {
    const { sentence, code } = failure(error);
    complain(sentence);
    process.exit(code);
  });
try {
  await program().parseAsync();
} catch (error) {
  const { sentence, code } = failure(error);
  if (code !== 0) complain(sentence);
  process.exitCode = code;
}
