/**
 * The records of a model store: one JSON file per model says which files it consists of.
 */
import * as v from 'valibot';
import type { ByteFiles } from './byteFiles.ts';
import { explainWriteFailure } from './modelError.ts';
import type { HubFile } from './hubApi.ts';
import type { Precision } from './modelEntry.ts';

/** One precision of one repository. */
export interface StoredModel {
  repository: string;
  precision: Precision;
  commit: string;
  files: HubFile[];
  /** False while files are still to come. */
  complete: boolean;
  /** When the download was begun or completed, ISO 8601. */
  storedAt: string;
}

const RecordFormat = v.object({
  repository: v.string(),
  precision: v.picklist(['fp32', 'fp16', 'q8']),
  commit: v.string(),
  files: v.array(
    v.object({
      path: v.string(),
      size: v.number(),
      digest: v.object({ algorithm: v.picklist(['sha256', 'gitBlob']), hex: v.string() }),
    }),
  ),
  complete: v.boolean(),
  storedAt: v.string(),
});

/** Name of a model's record, unlike that of every other model. */
export function nameRecord({ repository, precision }: Pick<StoredModel, 'repository' | 'precision'>): string {
  return `${repository.replaceAll('/', '--')}@${precision}.json`;
}

/** All models whose records can be read. */
export async function listRecords(records: ByteFiles): Promise<StoredModel[]> {
  const models = await Promise.all((await records.list()).map(({ name }) => readRecord(records, name)));
  return models.filter((model) => model !== null);
}

/** A record that cannot be read counts as none: its model is downloaded again. */
export async function readRecord(records: ByteFiles, name: string): Promise<StoredModel | null> {
  try {
    const size = await records.size(name);
    if (size === null) return null;
    const bytes = new Uint8Array(size);
    await records.read(name, bytes);
    const result = v.safeParse(RecordFormat, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/** @throws ModelError "locked" or "full" */
export async function writeRecord(records: ByteFiles, model: StoredModel): Promise<void> {
  const name = nameRecord(model);
  try {
    const writer = await records.openWriter(name, 0);
    try {
      writer.write(new TextEncoder().encode(JSON.stringify(model)));
    } finally {
      writer.close();
    }
  } catch (cause) {
    throw explainWriteFailure(cause, name);
  }
}
