// npm start: installs what is missing, prepares the model and sample files, builds the page and serves it.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPage, prepareAssets } from './build.mjs';
import { Failure, runScript } from './commands.mjs';
import { ensureDependencies, requireNode } from './dependencies.mjs';
import { readModelHosts, readOrigin } from './policy.mjs';
import { serveFolder } from './serve.mjs';

const DEFAULT_PORT = 4173;

/**
 * What was asked for: a port or null, and origins besides the hub that models may come from.
 * @param {string[]} programArguments
 * @returns {{ port: number | null, modelHosts: string[] }}
 */
function readOptions(programArguments) {
  /** @type {{ port?: string, 'model-host'?: string[] }} */
  let values;
  try {
    values = parseArgs({
      args: programArguments,
      options: { port: { type: 'string' }, 'model-host': { type: 'string', multiple: true } },
    }).values;
  } catch {
    throw new Failure(
      `"${programArguments.join(' ')}" is not understood: the options are --port NUMBER and --model-host URL, as in "npm start -- --port 8080".`,
    );
  }
  const named = (values['model-host'] ?? []).map((text) => readOrigin(text, '--model-host'));
  return { port: readPort(values.port), modelHosts: [...readModelHosts(process.env), ...named] };
}

/**
 * @param {string | undefined} text
 * @returns {number | null}
 */
function readPort(text) {
  if (text === undefined) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Failure(`--port takes a number from 1 to 65535, not "${text}".`);
  return port;
}

await runScript(async (programArguments) => {
  requireNode();
  const { port, modelHosts } = readOptions(programArguments);
  const root = resolve(fileURLToPath(import.meta.url), '../..');
  await ensureDependencies(root, { development: false });
  await prepareAssets(root);
  const folder = await buildPage(root);
  const { address, close } = await serveFolder(folder, { port: port ?? DEFAULT_PORT, attempts: port === null ? 20 : 1, modelHosts });
  process.once('SIGINT', () => void close());
  console.log('The playground is ready; press Ctrl-C to stop. Open this address in a browser:');
  console.log(address);
});
