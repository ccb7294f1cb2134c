/** Writes protobuf messages, for the few bytes that grafting adds to a file. */

const encoder = new TextEncoder();

/** One message under construction; every method appends a field. Fields may be repeated. */
export class MessageWriter {
  readonly #bytes: number[] = [];

  /** A signed integer field. */
  integer(id: number, value: number): this {
    this.#varint(BigInt(id) * 8n);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  bytes(id: number, value: Uint8Array): this {
    this.#varint(BigInt(id) * 8n + 2n);
    this.#varint(BigInt(value.length));
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  text(id: number, value: string): this {
    return this.bytes(id, encoder.encode(value));
  }

  message(id: number, value: MessageWriter): this {
    return this.bytes(id, value.finish());
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #varint(value: bigint): void {
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) this.#bytes.push(Number(rest & 0x7fn) | 0x80);
    this.#bytes.push(Number(rest));
  }
}
