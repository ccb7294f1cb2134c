// npm run build: the page in dist/, ready for any static host and any sub-path; see docs/hosting.md.
// "MODEL_HOSTS=https://models.school.example npm run build" lets the page fetch models from there, too.
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage, prepareAssets } from './build.mjs';
import { runScript } from './commands.mjs';
import { ensureDependencies, requireNode } from './dependencies.mjs';
import { readModelHosts } from './policy.mjs';
import { writeHeaders, writeSiblings } from './site.mjs';

/** @param {number} bytes */
const inMegabytes = (bytes) => (bytes / 1e6).toFixed(1);

await runScript(async () => {
  requireNode();
  const modelHosts = readModelHosts(process.env);
  const root = resolve(fileURLToPath(import.meta.url), '../..');
  await ensureDependencies(root, { development: false });
  await prepareAssets(root);
  const folder = await buildPage(root);
  console.log('Compressing ...');
  writeHeaders(folder, modelHosts);
  const { files, bytes, brotliBytes } = await writeSiblings(folder);
  console.log(`${relative(process.cwd(), folder)}/ is ready: ${files} files of ${inMegabytes(bytes)} MB have siblings of ${inMegabytes(brotliBytes)} MB.`);
});
