/**
 * Finds a Chromium and launches it with WebGPU, on machines with and without a GPU.
 *
 * The environment variable PLAYGROUND_BROWSER names the executable of a browser to use. Without it, Linux x64 takes the
 * headless Chromium of the npm package `@sparticuz/chromium`, which also brings the system libraries it needs and the
 * SwiftShader software GPU; other platforms take an installed Chrome or Edge.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type BrowserServer, chromium, type LaunchOptions } from 'playwright-core';
import { readTar } from '../../src/core/tar.ts';

const HOW_TO_NAME_ONE = 'set PLAYGROUND_BROWSER to the executable of a Chrome, Edge or Chromium (version 121 or newer)';

/**
 * Starts a headless browser that several processes can connect to.
 * @throws Error with one sentence that says how to get a browser if there is none
 */
export async function startBrowserServer(): Promise<BrowserServer> {
  const named = process.env['PLAYGROUND_BROWSER'];
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`PLAYGROUND_BROWSER names ${named}, which does not exist: ${HOW_TO_NAME_ONE}.`);
    return launch({ executablePath: named });
  }
  if (process.platform === 'linux' && process.arch === 'x64') return launch(unpackChromium());
  for (const channel of ['chrome', 'msedge']) {
    try {
      return await launch({ channel });
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('is not found')) throw error;
    }
  }
  throw new Error(`The end-to-end tests need a browser with WebGPU and found neither Chrome nor Edge: install Chrome, or ${HOW_TO_NAME_ONE}.`);
}

/**
 * Makes sure that pages get a WebGPU adapter.
 * @param endpoint where playwright-core connects to the browser
 * @param address a page from a secure origin, which WebGPU requires
 * @throws Error with one sentence that says what to do if there is none
 */
export async function requireWebGpu(endpoint: string, address: string): Promise<void> {
  const browser = await chromium.connect(endpoint);
  try {
    const page = await browser.newPage();
    await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.goto(address);
    const isThere = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
    if (!isThere) throw new Error(`The browser ${browser.version()} gives pages no WebGPU adapter: ${HOW_TO_NAME_ONE}.`);
  } finally {
    await browser.close();
  }
}

function launch(options: LaunchOptions): Promise<BrowserServer> {
  // Linux machines that run tests mostly have no GPU; with the software one the result is the same on all of them.
  const adapter = process.platform === 'linux' ? ['--use-webgpu-adapter=swiftshader'] : [];
  return chromium.launchServer({ headless: true, args: ['--no-sandbox', '--enable-unsafe-webgpu', ...adapter], ...options });
}

/** Unpacks the packaged Chromium into node_modules/.cache, once per version, and returns how to launch it. */
function unpackChromium(): LaunchOptions {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const packageFolder = entry.slice(0, entry.lastIndexOf(join('build', 'cjs')));
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const cache = resolve(packageFolder, '../../.cache');
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    // Unpacked aside and renamed, so that an interrupted run leaves nothing that looks complete.
    const unfinished = mkdtempSync(join(cache, 'chromium-'));
    unpackArchives(join(packageFolder, 'bin'), unfinished, folder);
    try {
      renameSync(unfinished, folder);
    } catch (error) {
      // Another run was faster.
      rmSync(unfinished, { recursive: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [join(folder, 'lib'), folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  };
}

/** Writes the executable, its libraries and fonts into `target`, which will be moved to `folder`. */
function unpackArchives(source: string, target: string, folder: string): void {
  const read = (name: string): Uint8Array => brotliDecompressSync(readFileSync(join(source, name)));
  writeFileSync(join(target, 'chromium'), read('chromium.br'), { mode: 0o755 });
  for (const name of ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br']) {
    for (const { name: path, data } of readTar(read(name))) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), data, { mode: 0o755 });
    }
  }
  // The packaged fonts, behind those of the system where it has any.
  const configuration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
  writeFileSync(join(target, 'fonts.conf'), configuration);
}
