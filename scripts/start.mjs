// npm start: installs what is missing, prepares the model and sample files, builds the page and serves it.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPage, prepareAssets } from './build.mjs';
import { Failure, runScript } from './commands.mjs';
import { ensureDependencies, requireNode } from './dependencies.mjs';
import { serveFolder } from './serve.mjs';

const DEFAULT_PORT = 4173;

/**
 * The port that was asked for, or null.
 * @param {string[]} programArguments
 * @returns {number | null}
 */
function readPort(programArguments) {
  /** @type {string | undefined} */
  let text;
  try {
    text = parseArgs({ args: programArguments, options: { port: { type: 'string' } } }).values.port;
  } catch {
    throw new Failure(`"${programArguments.join(' ')}" is not understood: the only option is --port NUMBER, as in "npm start -- --port 8080".`);
  }
  if (text === undefined) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Failure(`--port takes a number from 1 to 65535, not "${text}".`);
  return port;
}

await runScript(async (programArguments) => {
  requireNode();
  const port = readPort(programArguments);
  const root = resolve(fileURLToPath(import.meta.url), '../..');
  await ensureDependencies(root, { development: false });
  await prepareAssets(root);
  const folder = await buildPage(root);
  const { address, close } = await serveFolder(folder, { port: port ?? DEFAULT_PORT, attempts: port === null ? 20 : 1 });
  process.once('SIGINT', () => void close());
  console.log('The playground is ready; press Ctrl-C to stop. Open this address in a browser:');
  console.log(address);
});
