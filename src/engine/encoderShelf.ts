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
  /** Of the request at hand: an encoder loads its parts when a request first needs them. */
  private circumstances: Circumstances = { report: () => undefined, signal: new AbortController().signal };

  constructor(open: OpenEncoder) {
    this.open = open;
  }

  /** Tells whose progress and cancellation the coming work belongs to. */
  serve(circumstances: Circumstances): void {
    this.circumstances = circumstances;
  }

  /** The current encoder; a failure is not remembered, so that the next request tries again. */
  current(): Promise<Encoder> {
    if (this.encoder) return this.encoder;
    const opening = this.openNow({ kind: 'starter' }, '');
    this.encoder = opening;
    opening.catch(() => (this.encoder = null));
    return opening;
  }

  /** Makes another encoder the current one; the former stays if the new one cannot be opened. */
  async use(choice: EncoderChoice, hubAddress: string): Promise<EncoderDescription> {
    const next = await this.openNow(choice, hubAddress);
    const former = await this.encoder?.catch(() => null);
    this.encoder = Promise.resolve(next);
    await former?.destroy();
    return next.describe();
  }

  private openNow(choice: EncoderChoice, hubAddress: string): Promise<Encoder> {
    const { signal } = this.circumstances;
    return this.open(choice, hubAddress, {
      report: (activity, fraction) => this.circumstances.report(activity, fraction),
      signal,
    });
  }
}
