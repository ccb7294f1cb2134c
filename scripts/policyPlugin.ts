/**
 * Writes the Content-Security-Policy into the built pages, so that it holds on hosts that send no headers of ours. The
 * development server, whose hot reload needs inline scripts, goes without.
 */
import type { Plugin } from 'vite';
import { writePolicy } from './policy.mjs';

/** @param modelHosts origins besides the hub's that models may come from */
export function policyPlugin(modelHosts: string[]): Plugin {
  return {
    name: 'policy',
    apply: 'build',
    transformIndexHtml: { order: 'post', handler: (html) => writePolicy(html, modelHosts) },
  };
}
