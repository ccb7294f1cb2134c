/** What the tests of model downloads share: a repository with two precisions, and a hub that serves it. */
import { expect, onTestFinished } from 'vitest';
import type { DownloadProgress, DownloadRequest } from '../../src/encoders/hub/download.ts';
import { createHub, type HubFile } from '../../src/encoders/hub/hubApi.ts';
import type { StoredModel } from '../../src/encoders/hub/modelRecords.ts';
import { createMemoryStore } from '../../src/encoders/hub/modelStore.ts';
import type { RetrySettings } from '../../src/encoders/hub/request.ts';
import { type FakeHub, startFakeHub } from '../support/fakeHub.ts';
import { createRandom } from '../support/randomTokens.ts';

export const REPOSITORY = 'owner/clip';
export const VISION = 'onnx/vision_model.onnx';
export const VISION_Q8 = 'onnx/vision_model_quantized.onnx';
export const TOKENIZER = 'tokenizer.json';
export const CONFIG = 'config.json';

export const FILES: Record<string, Uint8Array<ArrayBuffer>> = {
  [CONFIG]: new TextEncoder().encode('{"model_type":"clip"}'),
  [TOKENIZER]: makeBytes(3000, 1),
  [VISION]: makeBytes(200_000, 2),
  [VISION_Q8]: makeBytes(50_000, 3),
};

export const FP32_PATHS = [CONFIG, TOKENIZER, VISION];
export const Q8_PATHS = [CONFIG, TOKENIZER, VISION_Q8];
export const FP32_TOTAL = FP32_PATHS.reduce((sum, path) => sum + FILES[path].length, 0);

export const QUICK_RETRIES: RetrySettings = { attempts: 3, pause: async () => undefined };

function makeBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

export interface Setup {
  fake: FakeHub;
  progress: DownloadProgress[];
  /** Downloads the fp32 files of the repository; parts can be replaced. */
  request: DownloadRequest;
}

export async function setUp(prefix = ''): Promise<Setup> {
  const fake = await startFakeHub({ [REPOSITORY]: FILES }, prefix);
  onTestFinished(() => fake.close());
  const progress: DownloadProgress[] = [];
  return {
    fake,
    progress,
    request: {
      repository: REPOSITORY,
      precision: 'fp32',
      paths: FP32_PATHS,
      hub: createHub({ base: fake.base, retries: QUICK_RETRIES }),
      store: createMemoryStore(),
      report: (step) => void progress.push(step),
      retries: QUICK_RETRIES,
    },
  };
}

/** Requests for file content, in the order they came. */
export function contentRequests({ requests }: FakeHub): { path: string; range: string | null; sent: number }[] {
  return requests.filter(({ path }) => path.startsWith('/xet-bridge/'));
}

/** Vitest compares long arrays slowly. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0);
}

export function fileOf(model: StoredModel, path: string): HubFile {
  const file = model.files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`The model has no ${path}.`);
  return file;
}
