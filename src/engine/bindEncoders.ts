/**
 * Opens the encoder that a person chose: the starter beside the page, a model of the hub, or their own files.
 */
import type { Encoder, ReportProgress } from '../encoders/encoder.ts';
import { createHub, parseBaseAddress } from '../encoders/hub/hubApi.ts';
import { openHubModel } from '../encoders/hub/hubModel.ts';
import type { DownloadProgress } from '../encoders/hub/download.ts';
import { findPrecision, listPaths } from '../encoders/hub/modelEntry.ts';
import { formatSize } from '../encoders/hub/modelError.ts';
import type { ModelStore } from '../encoders/hub/modelStore.ts';
import { findModel } from '../encoders/hub/registry.ts';
import { openModelFiles } from '../encoders/modelFiles.ts';
import type { Engine } from '../encoders/session.ts';
import { createStarterEncoder } from '../encoders/starter.ts';
import { sortOwnFiles } from '../encoders/transformers/ownFiles.ts';
import { createTransformersEncoder } from '../encoders/transformers/transformersEncoder.ts';
import type { Circumstances } from './encoderShelf.ts';
import type { EncoderChoice } from './modelRequests.ts';
import type { BindEncoders } from './openDevice.ts';

export interface EncoderPlaces {
  /** Folder of the page, where models/starter/ lies. */
  baseUrl: string;
  openStore: () => Promise<ModelStore>;
}

/** An engine of onnxruntime-web, and our device where that engine shares it. */
interface Placement {
  engine: Engine;
  device: GPUDevice | undefined;
}

export function createEncoderBinding({ baseUrl, openStore }: EncoderPlaces): BindEncoders {
  return (engine, device) =>
    async (choice, hubAddress, circumstances) => {
      const placement = { engine, device };
      switch (choice.kind) {
        case 'starter':
          return openStarter(placement, baseUrl, circumstances.report);
        case 'hub':
          return openFromHub(placement, choice, { hubAddress, store: await openStore(), ...circumstances });
        case 'files':
          return openFromFiles(placement, choice, circumstances.report);
        default:
          return choice satisfies never;
      }
    };
}

async function openStarter(placement: Placement, baseUrl: string, report: ReportProgress): Promise<Encoder> {
  const loadFile = await openModelFiles({ base: new URL('models/starter/', baseUrl), report });
  return createStarterEncoder({ ...placement, report, loadFile });
}

async function openFromHub(
  placement: Placement,
  { modelId, precision, options }: Extract<EncoderChoice, { kind: 'hub' }>,
  { hubAddress, store, report, signal }: Circumstances & { hubAddress: string; store: ModelStore },
): Promise<Encoder> {
  const { id, title, family, source, hub } = findModel(modelId);
  if (!hub || family === 'starter') throw new Error(`${title} comes with the page and is not on the hub.`);
  const model = await openHubModel({
    repository: hub.repository,
    precision,
    paths: listPaths(hub, precision),
    hub: createHub({ base: parseBaseAddress(hubAddress) }),
    store,
    report: (progress) => report(describeProgress(progress), fractionOf(progress)),
    signal,
  });
  const { vision, text } = findPrecision(hub, precision);
  const { tokenizer } = hub;
  return createTransformersEncoder({
    ...(precision === 'fp16' ? placeHalfPrecision(placement) : placement),
    id,
    title,
    provenance: `${source}, ${precision} @${model.model.commit.slice(0, 8)}`,
    family,
    options,
    report,
    files: {
      vision: () => model.readFile(vision),
      preprocessor: () => model.readFile(hub.preprocessor),
      config: () => model.readFile(hub.config),
      ...(text !== null && { text: () => model.readFile(text) }),
      ...(tokenizer !== null && { tokenizer: () => model.readFile(tokenizer) }),
    },
  });
}

/** Shaders that compute in half precision are optional; without them the wasm engine runs the model. */
function placeHalfPrecision(placement: Placement): Placement {
  return placement.device?.features.has('shader-f16') ? placement : { engine: 'wasm', device: undefined };
}

async function openFromFiles(
  placement: Placement,
  { files, options }: Extract<EncoderChoice, { kind: 'files' }>,
  report: ReportProgress,
): Promise<Encoder> {
  report('Reading the model files', null);
  const contents = await Promise.all(
    files.map(async ({ name, file }) => ({ name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const { family, files: sorted, title } = sortOwnFiles(contents);
  return createTransformersEncoder({
    ...placement,
    id: 'own',
    title,
    provenance: 'opened from your own files',
    family,
    files: sorted,
    options,
    report,
  });
}

function describeProgress({ phase, received, total }: DownloadProgress): string {
  switch (phase) {
    case 'looking':
      return 'Asking the hub for the model’s files';
    case 'downloading':
      return `Downloading the model: ${formatSize(received)}${total === null ? '' : ` of ${formatSize(total)}`}`;
    case 'waiting':
      return 'The connection broke; trying again';
    case 'checking':
      return 'Checking the model’s files';
    default:
      return phase satisfies never;
  }
}

function fractionOf({ received, total }: DownloadProgress): number | null {
  return total === null || total === 0 ? null : received / total;
}
