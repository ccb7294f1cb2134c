/**
 * Divides long work into parts that a device finishes soon enough for a person to cancel between them.
 */

/** How long a part should take. */
const PART_MS = 400;

/** A part is at most so many times as long as the one before, as later units may cost more than earlier ones. */
const GROWTH = 8;

/**
 * Steps times squared tokens of a search that a slow device gets before its pace is known: 404 steps over 576 tokens, 16
 * over 2880, one over 10,816, whose step may come with a row of similarities.
 */
const FIRST_STEPS = 2 ** 27;

/** Learns from every part how much the device does in a millisecond; fast devices get everything at once. */
export class Pacer {
  private readonly firstPart: number;
  private rate: number | null = null;
  private lastPart: number;

  /** @param firstPart units of work that even a slow device does in about a second */
  constructor(firstPart: number) {
    this.firstPart = Math.max(1, Math.floor(firstPart));
    this.lastPart = this.firstPart;
  }

  /** For the steps of a search over n tokens. */
  static forSteps(n: number): Pacer {
    return new Pacer(FIRST_STEPS / n ** 2);
  }

  /** Units of the next part, 1 at least; the first part of a piece of work may cost more than the last one of another. */
  next(isFirst = false): number {
    const most = isFirst ? this.firstPart : GROWTH * this.lastPart;
    if (this.rate === null) return this.firstPart;
    return Math.max(1, Math.min(most, Math.floor(this.rate * PART_MS)));
  }

  /** Notes how long a part took. */
  note(units: number, milliseconds: number): void {
    if (units === 0) return;
    this.rate = units / Math.max(milliseconds, 1e-3);
    this.lastPart = units;
  }
}
