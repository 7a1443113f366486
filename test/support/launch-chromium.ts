import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/** The Chromium that npm brings, or the one at CHROMIUM_PATH. */
export async function launchChromium(): Promise<Browser> {
  // In a single process, closing one page would end the browser.
  const args = [...chromium.args.filter((arg) => arg !== '--single-process'), '--disable-background-networking'];
  return playwright.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? (await chromium.executablePath()), args });
}
