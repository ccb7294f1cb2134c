/** Runs axe on the page as it is. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

export interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What breaks WCAG or axe's best practices, with the elements that do. */
export async function findViolations(page: Page): Promise<Violation[]> {
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }));
  });
}
