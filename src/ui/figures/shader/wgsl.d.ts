declare module '*.wgsl?commented&raw' {
  /** The whole file; `?raw` alone leaves the comments out of the built page, see scripts/wgslPlugin.ts. */
  const code: string;
  export default code;
}
