/**
 * The current encoder: the starter until a person chooses another, opened when it is first needed.
 */
import type { Encoder, EncoderDescription, ReportProgress } from '../encoders/encoder.ts';
import type { EncoderChoice } from './modelRequests.ts';

/** Of one request: whom to tell how far it has come, and whether it is still wanted. */
export interface Circumstances {
  report: ReportProgress;
  signal: AbortSignal;
}

/** Opens the encoder of a choice, downloading it if it is not on this device. */
export type OpenEncoder = (choice: EncoderChoice, hubAddress: string, circumstances: Circumstances) => Promise<Encoder>;

export class EncoderShelf {
  private readonly open: OpenEncoder;
  private encoder: Promise<Encoder> | null = null;
  /** Of the request at hand, which may make an encoder load the parts that it did not need before. */
  private circumstances: Circumstances = { report: () => undefined, signal: new AbortController().signal };

  constructor(open: OpenEncoder) {
    this.open = open;
  }

  /** Tells whose progress the coming work belongs to. */
  serve(circumstances: Circumstances): void {
    this.circumstances = circumstances;
  }

  /** The current encoder; a failure is not remembered, so that the next request tries again. */
  current(): Promise<Encoder> {
    if (this.encoder) return this.encoder;
    const opening = this.openNow({ kind: 'starter' }, '', this.circumstances);
    this.encoder = opening;
    opening.catch(() => (this.encoder = null));
    return opening;
  }

  /** Makes another encoder the current one; the former stays if the new one cannot be opened or is not wanted any more. */
  async use(choice: EncoderChoice, hubAddress: string, circumstances: Circumstances): Promise<EncoderDescription> {
    const next = await this.openNow(choice, hubAddress, circumstances);
    if (circumstances.signal.aborted) await next.destroy();
    circumstances.signal.throwIfAborted();
    const former = this.encoder;
    this.encoder = Promise.resolve(next);
    await (await former?.catch(() => null))?.destroy();
    return next.describe();
  }

  /** Opening reports to the request that asked for it; what an encoder loads later, to the request that needs it. */
  private async openNow(choice: EncoderChoice, hubAddress: string, { report, signal }: Circumstances): Promise<Encoder> {
    let isOpening = true;
    const encoder = await this.open(choice, hubAddress, {
      report: (activity, fraction) => (isOpening ? report : this.circumstances.report)(activity, fraction),
      signal,
    });
    isOpening = false;
    return encoder;
  }
}
