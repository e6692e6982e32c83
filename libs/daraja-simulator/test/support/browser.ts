import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Tests in a real browser; where there is none they are skipped, but not in CI. */
export const describeInBrowser =
  existsSync(CHROMIUM) || process.env['CI'] === 'true' ? describe : describe.skip;

/** A page of a real browser, and whatever it complained about: script errors, refused policies, failed loads. */
export interface Screen {
  open(url: string): Promise<Page>;
  complaints: string[];
}

/** @param more further arguments of the browser */
export function useBrowser(...more: string[]): Screen {
  let browser: Browser;
  const pages: Page[] = [];
  const screen: Screen = {
    complaints: [],
    async open(url) {
      const page = await browser.newPage();
      pages.push(page);
      page.on('pageerror', ({ message }) => screen.complaints.push(message));
      page.on('console', (line) => void (line.type() === 'error' && screen.complaints.push(line.text())));
      await page.goto(url);
      return page;
    },
  };
  beforeAll(
    async () =>
      void (browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...more] })),
  );
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
    screen.complaints.length = 0;
  });
  afterAll(() => browser?.close());
  return screen;
}
