/** The choice of an encoder, as a person uses it. */
import type { Locator, Page } from 'playwright-core';

export async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Encoder: / }).click();
  const dialog = page.getByRole('dialog', { name: 'Encoder' });
  await dialog.getByRole('table').waitFor();
  return dialog;
}

export async function closeDialog(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
}

export function rowOf(dialog: Locator, title: string): Locator {
  return dialog.getByRole('row').filter({ has: dialog.page().getByText(title, { exact: true }) });
}

export function buttonOf(dialog: Locator, title: string, verb = 'Use'): Locator {
  return dialog.getByRole('button', { name: `${verb} ${title}`, exact: true });
}

/** Waits until the encoder is in use and the dialog has made way for the page. */
export async function waitForEncoder(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Encoder: ${title}`, exact: true }).waitFor();
}

export async function setHubAddress(dialog: Locator, address: string): Promise<void> {
  const field = dialog.getByRole('textbox', { name: 'Hub address' });
  await field.fill(address);
  await field.press('Enter');
}

/** Why the encoder that was chosen could not be opened, as the open dialog tells it. */
export function readProblem(dialog: Locator): Promise<string> {
  return dialog.getByRole('alert').innerText();
}

export async function ask(page: Page, question: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Question', exact: true });
  await box.fill(question);
  await box.press('Enter');
}
