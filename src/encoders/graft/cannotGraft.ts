/** One wanted tensor cannot be had from a file; the message is the sentence that says why. */
export class CannotGraft extends Error {
  override readonly name = 'CannotGraft';
}
