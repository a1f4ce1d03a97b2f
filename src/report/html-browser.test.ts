import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import * as fc from 'fast-check';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { exampleReport } from './example.test-data.ts';
import { hostileParts, hostileText, reportOf } from './hostile.test-data.ts';
import { html } from './html.ts';
import { pieces } from './visible.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const noChromium = !existsSync(executablePath);
const limits = { timeout: 120_000 };

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const file = join(folder, 'report.html');
const address = pathToFileURL(file).href;
let browser: Browser;

beforeAll(async () => {
  if (noChromium) return;
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'];
  browser = await chromium.launch({ executablePath, headless: true, args });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** What a page did besides showing itself. */
async function watched(): Promise<{ page: Page; seen: string[] }> {
  const seen: string[] = [];
  const page = await browser.newPage();
  page.on('request', (request) => request.url() !== address && seen.push(`request ${request.url()}`));
  page.on('requestfailed', (request) => seen.push(`${request.failure()?.errorText} ${request.url()}`));
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => seen.push(`console ${message.text()}`));
  page.on('pageerror', (error) => seen.push(`error ${error.message}`));
  return { page, seen };
}

async function show(page: Page, source: string): Promise<void> {
  writeFileSync(file, source);
  await page.goto(address);
}

// What runs in the page is text: the types of the DOM are not part of this program.
const names = (page: Page) =>
  page.evaluate<string[]>(`[...new Set([...document.querySelectorAll('*')].flatMap((element) =>
    [element.localName, ...element.getAttributeNames().map((name) => element.localName + '@' + name)]))]`);

/** Where links lead, and what they can lead to. */
const anchors = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('[id], [href], [name], [for]')].map((element) =>
    ['id', 'href', 'name', 'for'].map((name) => element.getAttribute(name)).join(' '))`);

const openAll = (page: Page) =>
  page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);

const styleOf = (page: Page, where: string, property: string) =>
  page.evaluate<string>(`getComputedStyle(document.querySelector('${where}')).${property}`);

const anyText = hostileText.filter((text) => text !== '');

test.skipIf(noChromium)(
  'hostile text runs nothing, loads nothing, adds nothing, and can be read (needs Chromium)',
  limits,
  async () => {
    const { page, seen } = await watched();
    await show(page, html(reportOf('plain\u001b')));
    const known = await names(page);
    const ours = await anchors(page);
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        await show(page, html(reportOf(text)));
        expect((await names(page)).filter((name) => !known.includes(name))).toEqual([]);
        expect(await anchors(page)).toEqual(ours);
        const read = await page.evaluate(
          `['.departure .got', '.events td:last-child > code', 'pre.scroll', '.caveats li'].map((where) => document.querySelector(where).textContent)`,
        );
        const shown = pieces(text, 'kept')
          .map((piece) => ('text' in piece ? piece.text : piece.name))
          .join('');
        expect(read).toEqual([shown, shown, shown, shown]);
        expect(seen).toEqual([]);
      }),
      // A parser drops the newline that a <pre> begins with.
      { numRuns: 160, examples: [['\n\na'], ['\t\r\na'], ...hostileParts] },
    );
    await page.close();
  },
);

test.skipIf(noChromium)(
  'its policy stops a script, a style and a request that got in (needs Chromium)',
  limits,
  async () => {
    const { page, seen } = await watched();
    const foreign =
      '<script>document.title = "taken"</script><p id="styled" style="color: rgb(1, 2, 3)">a</p><img src="https://example.com/a.png">';
    await show(page, html(exampleReport()).replace('<main>', `<main>${foreign}`));
    expect(await page.title()).toBe('not conformant: example-7b-instruct at http://localhost:8000/v1');
    expect(await styleOf(page, '#styled', 'color')).not.toBe('rgb(1, 2, 3)');
    expect(seen).toContain('csp https://example.com/a.png');
    await page.close();
  },
);

test.skipIf(noChromium)('its own style sheet is let through by its policy (needs Chromium)', limits, async () => {
  const { page, seen } = await watched();
  await show(page, html(exampleReport()));
  expect(await styleOf(page, 'main', 'maxWidth')).toBe('992px');
  expect(seen).toEqual([]);
  await page.close();
});

test.skipIf(noChromium).each([
  ['light', 1200],
  ['dark', 1200],
  ['light', 360],
  ['dark', 360],
] as const)('axe finds nothing to object to, %s at %i px (needs Chromium)', limits, async (colorScheme, width) => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  await show(page, html(exampleReport()));
  await openAll(page);
  await page.addScriptTag({ content: axe });
  const { passes, violations } = await page.evaluate<{ passes: unknown[]; violations: unknown[] }>(`axe.run()`);
  expect(passes.length).toBeGreaterThan(20);
  expect(violations).toEqual([]);
  await context.close();
});

test.skipIf(noChromium).each(['light', 'dark'] as const)(
  'axe would object to a faint text in %s (needs Chromium)',
  limits,
  async (colorScheme) => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const context = await browser.newContext({ bypassCSP: true, colorScheme });
    const page = await context.newPage();
    await show(
      page,
      html(exampleReport()).replace('<main>', '<main><p style="color: #888; background: #777">faint</p>'),
    );
    await page.addScriptTag({ content: axe });
    const ids = await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id }) => id))`);
    expect(ids).toEqual(['color-contrast']);
    await context.close();
  },
);

// What a line cannot hold: long words, marks upon marks, wide and unseen characters, scripts that run to the left.
const wideTexts = [
  'x'.repeat(10_000),
  '-'.repeat(3000),
  `a${'\u0e49'.repeat(300)} ${'e\u0301\u0316'.repeat(200)}`,
  '全角'.repeat(500),
  '\ufdfd'.repeat(60),
  'a\u00a0'.repeat(500),
  '\u0000\u202e'.repeat(200),
  'مرحبا بالعالم '.repeat(30),
  '\t'.repeat(100),
];

test.skipIf(noChromium).each([360, 1200])(
  'nothing sticks out of a page %i px wide (needs Chromium)',
  limits,
  async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    for (const report of [exampleReport(), ...['plain', ...wideTexts].map(reportOf)]) {
      await show(page, html(report));
      await openAll(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(
        await page.evaluate(`[...document.querySelectorAll('body *:not(.skip, thead *)')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
        .map((one) => one.outerHTML.slice(0, 100))`),
      ).toEqual([]);
    }
    await page.close();
  },
);

test.skipIf(noChromium)('a printed page holds what is folded away on the screen (needs Chromium)', limits, async () => {
  const page = await browser.newPage();
  await show(page, html(exampleReport()));
  const visible = () => page.evaluate(`document.querySelector('.finding details pre').checkVisibility()`);
  expect(await visible()).toBe(false);
  await page.emulateMedia({ media: 'print' });
  expect(await visible()).toBe(true);
  await page.close();
});
