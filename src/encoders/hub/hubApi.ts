/**
 * The parts of the Hugging Face hub's HTTP interface that a download needs. A mirror serves the same paths below its own
 * base address:
 *
 *     GET /api/models/{repository}/revision/main                  { sha, ... }
 *     GET /api/models/{repository}/tree/{commit}?recursive=true   [{ type, path, size, oid, lfs?: { oid, size } }, ...]
 *     GET /{repository}/resolve/{commit}/{path}                   the file, mostly through redirects to other hosts
 *
 * Shapes as documented and as the hub's own client reads them; no live hub was asked.
 */
import * as v from 'valibot';
import type { FileDigest } from './digest.ts';
import { ModelError } from './modelError.ts';
import { explainSilence, QUESTION_RETRIES, requestHub, retryTransient, type RetrySettings, watchConnection } from './request.ts';

/** A file of a repository at one commit. */
export interface HubFile {
  path: string;
  /** In bytes. */
  size: number;
  digest: FileDigest;
}

export interface Hub {
  /** Ends in "/". */
  readonly base: URL;
  /** Commit that the branch `main` points to now. */
  resolveRevision(repository: string, signal?: AbortSignal): Promise<string>;
  /** All files of a commit, with the sizes and hashes that downloads are checked against. */
  listFiles(repository: string, commit: string, signal?: AbortSignal): Promise<HubFile[]>;
  fileUrl(repository: string, commit: string, path: string): URL;
}

export interface HubOptions {
  /** Address of the hub or of a mirror, see `parseBaseAddress`. Default: the Hugging Face hub. */
  base?: URL;
  fetch?: typeof fetch;
  retries?: RetrySettings;
  /** Milliseconds for a question, its repetitions and the whole answer. */
  patience?: number;
}

interface Answer {
  url: URL;
  text: string;
  /** null on the last page. */
  nextCursor: string | null;
}

export const DEFAULT_BASE = 'https://huggingface.co/';

const MOST_PAGES = 20;
const PATIENCE = 15_000;

const Revision = v.object({ sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)) });
const Size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const TreeEntry = v.object({
  type: v.string(),
  path: v.string(),
  size: Size,
  oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), size: Size })),
});
const Tree = v.array(TreeEntry);

/**
 * Reads a base address as a person types it, for example `mirror.example.edu/models`.
 * @returns the address, ending in "/"
 * @throws Error in one sentence if it is no plain http or https address
 */
export function parseBaseAddress(text: string): URL {
  const trimmed = text.trim();
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  // Chromium takes spaces for a part of the host's name.
  const url = !/\s/.test(address) && URL.canParse(address) ? new URL(address) : null;
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password;
  if (!isPlain) throw new Error(`"${trimmed}" is no base address of a model hub; expected one like ${DEFAULT_BASE} or https://mirror.example.edu/models.`);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * Every method throws a ModelError in one sentence if the hub cannot be reached, refuses, or answers in another format.
 */
export function createHub({
  base = new URL(DEFAULT_BASE),
  fetch: fetchUrl = globalThis.fetch.bind(globalThis),
  retries = QUESTION_RETRIES,
  patience = PATIENCE,
}: HubOptions = {}): Hub {
  const ask = async (url: URL, subject: string, signal: AbortSignal): Promise<Answer> => {
    const sentence = `${base.host} did not answer about ${subject} within ${patience / 1000} seconds; try again later, or name another base address.`;
    const watch = watchConnection(signal, patience, sentence);
    const askOnce = async (): Promise<Answer> => {
      watch.signal.throwIfAborted();
      const response = await requestHub({ url, subject, fetch: fetchUrl, signal: watch.signal });
      return { url, text: await readText(response, url, watch.signal), nextCursor: readNextCursor(response, url) };
    };
    try {
      return await retryTransient(askOnce, watch.signal, retries);
    } finally {
      watch.end();
    }
  };

  return {
    base,
    async resolveRevision(repository, signal = new AbortController().signal) {
      const url = new URL(`api/models/${encodePath(repository)}/revision/main`, base);
      const { sha } = parseAnswer(Revision, await ask(url, `the model ${repository}`, signal));
      return sha;
    },
    async listFiles(repository, commit, signal = new AbortController().signal) {
      const url = new URL(`api/models/${encodePath(repository)}/tree/${encodeURIComponent(commit)}?recursive=true`, base);
      const files: HubFile[] = [];
      for (let page = 0; page < MOST_PAGES; page++) {
        const answer = await ask(url, `commit ${commit.slice(0, 8)} of the model ${repository}`, signal);
        files.push(...parseAnswer(Tree, answer).filter(({ type }) => type === 'file').map(toHubFile));
        if (answer.nextCursor === null) return files;
        url.searchParams.set('cursor', answer.nextCursor);
      }
      throw new ModelError('malformed', `${base.host} lists more than ${MOST_PAGES} pages of files for ${repository}; check the base address.`);
    },
    fileUrl: (repository, commit, path) => new URL(`${encodePath(repository)}/resolve/${encodeURIComponent(commit)}/${encodePath(path)}`, base),
  };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function toHubFile({ path, size, oid, lfs }: v.InferOutput<typeof TreeEntry>): HubFile {
  if (lfs) return { path, size: lfs.size, digest: { algorithm: 'sha256', hex: lfs.oid } };
  return { path, size, digest: { algorithm: 'gitBlob', hex: oid } };
}

/** Only the cursor is taken from the header: behind a mirror its address may still be the original hub's. */
function readNextCursor(response: Response, url: URL): string | null {
  const next = /<([^>]+)>\s*;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return next !== undefined && URL.canParse(next, url) ? new URL(next, url).searchParams.get('cursor') : null;
}

function readText(response: Response, url: URL, signal: AbortSignal): Promise<string> {
  return response.text().catch((cause: unknown) => {
    signal.throwIfAborted();
    throw explainSilence(url, cause);
  });
}

function parseAnswer<Schema extends v.GenericSchema>(schema: Schema, { url, text }: Answer): v.InferOutput<Schema> {
  const result = v.safeParse(schema, parseJson(text, url));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ModelError('malformed', `${url.host} answered in an unknown format for ${url.pathname} (${v.getDotPath(issue) ?? 'all of it'}: ${issue.message}); check the base address.`);
}

function parseJson(text: string, url: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelError('malformed', `${url.host} answered with something other than JSON for ${url.pathname}; check the base address.`, { cause });
  }
}
