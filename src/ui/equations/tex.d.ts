declare module '*.tex' {
  /** KaTeX's HTML, made at build time by scripts/texPlugin.ts. */
  export const html: string;
}
