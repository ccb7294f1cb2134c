/**
 * Runs once for all end-to-end tests: an up-to-date build, its server and one browser that every test file shares.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPage, prepareAssets } from '../../../scripts/build.mjs';
import { serveFolder } from '../../../scripts/serve.mjs';
import { requireWebGpu, startBrowserServer } from '../../support/browser.ts';
import { OUTPUT } from './output.ts';
import { writePhotos } from './photos.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the served page, with a slash at its end. */
    address: string;
    /** Where playwright-core connects to the browser. */
    browserEndpoint: string;
  }
}

/** @returns what ends it all */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = resolve('.');
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  const browser = await startBrowserServer();
  try {
    await prepareAssets(root);
    const server = await serveFolder(await buildPage(root), { port: 0, attempts: 1 });
    await requireWebGpu(browser.wsEndpoint(), server.address);
    await writePhotos();
    project.provide('address', server.address);
    project.provide('browserEndpoint', browser.wsEndpoint());
    return async () => {
      await browser.close();
      await server.close();
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
