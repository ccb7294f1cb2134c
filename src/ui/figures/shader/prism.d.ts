declare module 'prismjs/components/prism-core' {
  import type { languages, tokenize } from 'prismjs';

  const core: { languages: typeof languages; tokenize: typeof tokenize };
  export = core;
}
declare module 'prismjs/components/prism-wgsl';
