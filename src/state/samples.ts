/**
 * The bundled sample photos.
 */
import * as v from 'valibot';

const sampleSchema = v.object({
  id: v.string(),
  title: v.string(),
  author: v.string(),
  licence: v.string(),
  source: v.string(),
  file: v.string(),
  question: v.string(),
});

export type Sample = v.InferOutput<typeof sampleSchema>;

const manifestSchema = v.object({ samples: v.array(sampleSchema) });

const FOLDER = 'samples/';

/** Address of a sample's file, relative to the page. */
export function sampleAddress(sample: Sample): string {
  return FOLDER + sample.file;
}

/**
 * Reads the list of samples that the build put beside the page.
 * @throws Error with a sentence for the person
 */
export async function fetchSamples(): Promise<Sample[]> {
  const manifest = await fetchOrExplain(`${FOLDER}manifest.json`, 'The list of sample photos');
  const parsed = v.safeParse(manifestSchema, await manifest.json().catch(() => null));
  if (!parsed.success) {
    throw new Error('The list of sample photos is damaged. You can still drop, pick or paste a photo of your own.');
  }
  return parsed.output.samples;
}

/** What is asked of a newly chosen sample: a question of the person's own stays, a suggested one gives way. */
export function chooseQuestion(sample: Sample, current: string, previous: Sample | undefined): string {
  return [previous?.question, ''].includes(current.trim()) ? sample.question : current;
}

/** Why another sample than the one of the link is shown. */
export function explainStandIn(wanted: string | null, standIn: Sample): string {
  const reason =
    wanted === null
      ? 'The link was made with someone’s own photo or video, which never left their machine'
      : `There is no sample called “${wanted}”`;
  return `${reason}; here is “${standIn.title}” instead.`;
}

/**
 * Loads the file of a sample.
 * @throws Error with a sentence for the person
 */
export async function fetchSample(sample: Sample): Promise<Blob> {
  const response = await fetchOrExplain(sampleAddress(sample), `The sample photo “${sample.title}”`);
  return response.blob();
}

async function fetchOrExplain(address: string, what: string): Promise<Response> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) {
    const detail = response ? `status ${response.status}` : 'the server did not answer';
    throw new Error(`${what} could not be loaded (${detail}). You can still drop, pick or paste a photo of your own.`);
  }
  return response;
}
