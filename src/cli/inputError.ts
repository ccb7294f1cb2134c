/** A complaint about the input: printed as one line, exit status 2. */
export class InputError extends Error {}
