/** The built page in a real Chromium, served from a sub-path, with everything it asks for and complains of on record. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../ops/browser/find-chromium.ts';
import { type ServedFolder, serveFolder } from '../../ops/pages/serve-folder.ts';

const folder = '.quittance/test-pages';
const lateMs = 1500;

/** The site and a browser for it. */
export interface Site extends AsyncDisposable {
  open(options?: OpenOptions): Promise<OpenPage>;
}

/** How a page is opened. */
export interface OpenOptions {
  /** Files that are not there: a pattern of their addresses. */
  readonly without?: string;
}

/** A page that has loaded. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Addresses that were asked for outside of the site. */
  readonly strangers: readonly string[];
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: readonly string[];
  /** Takes the network away, and the server too. */
  cutNetwork(): Promise<void>;
}

/** Builds the page and starts the browser. */
export async function openSite(): Promise<Site> {
  const executablePath = findChromium();
  await promisify(execFile)('npm', ['run', 'pages:build', '--', '--folder', folder]);
  // Chromium refuses its sandbox to root, whom test machines often run as.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  return {
    open: async (options = {}) => await openPage(browser, options),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function openPage(browser: Browser, { without }: OpenOptions): Promise<OpenPage> {
  const served = await serveFolder(folder, '/quittance/');
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  // As on a slow line: the page is not to count as loaded before what it needs later has come.
  await context.route('**/assets/{pglite,initdb,walk,start-tab}*', async (route) => {
    await sleep(lateMs);
    await route.fallback();
  });
  if (without !== undefined)
    await context.route(without, (route) => route.fulfill({ status: 404 }));
  const page = await context.newPage();
  const record = watch(page, served);
  await page.goto(served.url, { waitUntil: 'load' });
  return {
    page,
    ...record,
    cutNetwork: () => cut(context, served),
    async [Symbol.asyncDispose]() {
      await context.close();
      await served.close();
    },
  };
}

async function cut(context: BrowserContext, served: ServedFolder): Promise<void> {
  await context.setOffline(true);
  await served.close();
}

function watch(page: Page, { url }: ServedFolder) {
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const ownOrInline = request.url().startsWith(url) || request.url().startsWith('data:');
    if (!ownOrInline) strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  return { strangers, complaints };
}
