/** Where the end-to-end tests leave screenshots, downloads and generated photos; not under version control. */
import { join, resolve } from 'node:path';

export const OUTPUT = resolve('tests/output');

export function outputPath(name: string): string {
  return join(OUTPUT, name);
}
