/**
 * Goal: the page runs the whole platform in a browser tab, from any path of any site and without a network: a claim
 * settles, the ledger balances, a repetition changes nothing; and it can be used with a keyboard, a narrow screen
 * and a screen reader. Method: the built site in a real Chromium, the network cut as soon as the page has loaded.
 */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { parseDecimal } from '../../domain/money.ts';
import { openSite, type Site } from './open-site.ts';

const startTimeoutMs = 120_000;
const stepTimeoutMs = 60_000;
const steps = ['Make a wallet', 'Register', 'Pay the fee', 'Claim', 'Send it again'];

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

test('a claim settles with the keyboard alone and no network, and its repetition changes nothing', async () => {
  await using opened = await site.open();
  const { page } = opened;
  await opened.cutNetwork();

  await page.getByRole('button', { name: 'Make a wallet' }).waitFor({ timeout: startTimeoutMs });
  expect(await seriousViolations(page)).toEqual([]);
  await walkByKeyboard(page);

  await expectSettled(page, 'Registration');
  await expectSettled(page, 'Claim');
  await expectBalancedLedger(page);
  await expectMoved(page, { 'Your wallet USDC': -100n, 'Treasury USDC': 100n });
  await expectMoved(page, { 'Your wallet SGE': 1000n, 'Treasury SGE': -1000n });
  await expectUnchanged(page);
  await expectRefusals(page);
  await expectReadable(page);
  expect(opened.strangers).toEqual([]);
  expect(opened.complaints).toEqual([]);
});

test('a file that is not there is named on the page', async () => {
  await using opened = await site.open({ without: '**/pglite.data*' });
  const trouble = opened.page.getByRole('alert');
  await trouble.waitFor({ timeout: stepTimeoutMs });
  expect(await trouble.textContent()).toMatch(/could not be started.*pglite\.data/s);
  expect(opened.strangers).toEqual([]);
});

/** Tabs to the first button; from there the focus follows the walk, so that Enter is all it takes. */
async function walkByKeyboard(page: Page): Promise<void> {
  const first = page.getByRole('button', { name: 'Make a wallet' });
  for (let tabs = 0; tabs < 10 && !(await hasFocus(page, 'Make a wallet')); tabs += 1) {
    await page.keyboard.press('Tab');
  }
  expect(await hasFocus(page, 'Make a wallet')).toBe(true);
  expect(await first.getAttribute('aria-disabled')).toBe('false');
  for (const [index, name] of steps.entries()) {
    await expect.poll(() => hasFocus(page, name), { timeout: stepTimeoutMs }).toBe(true);
    await page.keyboard.press('Enter');
    const status = page.locator('li.step').nth(index).locator('.status');
    await expect.poll(() => status.textContent(), { timeout: stepTimeoutMs }).toBe('Done');
  }
}

async function hasFocus(page: Page, name: string): Promise<boolean> {
  return (await page.locator('button:focus').allInnerTexts()).includes(name);
}

async function expectSettled(page: Page, label: string): Promise<void> {
  const rows = await cells(page, `section[aria-label="${label}: transitions"] tbody tr`);
  expect(rows.map(([, state]) => state)).toEqual([
    'PENDING',
    'LOCKED',
    'SUBMITTED',
    'CONFIRMED',
    'SETTLED',
  ]);
  for (const [time, , reason] of rows) {
    expect(time).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    expect(reason).not.toBe('');
  }
}

/** Sums the rows themselves, not what the page says of them. */
async function expectBalancedLedger(page: Page): Promise<void> {
  const groups = page.locator('tbody[data-reference]');
  const references = (await groups.all()).map((group) => group.getAttribute('data-reference'));
  expect(await Promise.all(references)).toEqual([
    expect.stringMatching(/^settlement:/),
    expect.stringMatching(/^payment:31337:/),
    expect.stringMatching(/^settlement:/),
  ]);
  for (const group of await groups.all()) {
    const sums = new Map<string, bigint>();
    for (const row of await group.locator('tr:not(.reference):not(.total)').all()) {
      const [, debit = '', credit = ''] = await row.locator('td').allInnerTexts();
      const [amount = '', asset = ''] = (debit || credit).split(' ');
      const minor = parseDecimal(amount, 18);
      sums.set(asset, (sums.get(asset) ?? 0n) + (debit === '' ? -minor : minor));
    }
    expect(sums.size).toBeGreaterThan(0);
    expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
  }
}

/** The chain's own word: who has how many whole tokens more or less than before the walk. */
async function expectMoved(page: Page, changes: Readonly<Record<string, bigint>>): Promise<void> {
  for (const [holder, change] of Object.entries(changes)) {
    const amounts = await page.locator(`tr[data-balance="${holder}"] td.amount`).allInnerTexts();
    const [before = 0n, now = 0n] = amounts.map((text) =>
      parseDecimal(text.split(' ')[0] ?? '', 18),
    );
    expect(now - before, holder).toBe(change * 10n ** 18n);
  }
}

async function expectUnchanged(page: Page): Promise<void> {
  await page.locator('[data-unchanged="true"]').waitFor({ timeout: stepTimeoutMs });
  const rows = await cells(page, 'section[aria-label="First request and repetition"] tbody tr');
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.every((row) => row.at(-1) === 'yes')).toBe(true);
}

async function expectRefusals(page: Page): Promise<void> {
  const refusals = {
    'Another request under the same key': '422 IDEMPOTENCY_KEY_REUSED',
    'A second claim under a new key': '409 ALREADY_CLAIMED',
  };
  for (const [name, code] of Object.entries(refusals)) {
    await page.getByRole('button', { name, exact: true }).click();
    const shown = page.getByRole('alert').filter({ hasText: `${name}: refused` });
    await shown.waitFor({ timeout: stepTimeoutMs });
    expect(await shown.textContent()).toContain(code);
  }
}

/** In both colour schemes and on a narrow screen: nothing sticks out, and axe finds nothing serious. */
async function expectReadable(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1100, 360]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const needed: unknown = await page.evaluate('document.documentElement.scrollWidth');
      expect(needed, `width at ${width}`).toBeLessThanOrEqual(width);
      expect(await seriousViolations(page), `${colorScheme} at ${width}`).toEqual([]);
    }
  }
}

const axeReport = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ html: z.string() })),
    }),
  ),
});

async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = axeReport.parse(await page.evaluate('axe.run()'));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

async function cells(page: Page, selector: string): Promise<string[][]> {
  const rows = await page.locator(selector).all();
  return await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
}
