// What the page may load and whom it may ask: its Content-Security-Policy, for the header of a server and for the page itself.
// Node's built-in modules only: the local server reads it before anything is installed.
import { Failure } from './commands.mjs';

/** Where models come from if the person asks for one: the hub, and the hosts that it sends downloads on to. */
const HUB_HOSTS = ['https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];

/** The element of a page that holds its policy. */
const POLICY_ELEMENT = /<meta http-equiv="Content-Security-Policy" content="[^"]*" \/>/;
const CHARSET_ELEMENT = '<meta charset="utf-8" />';

/**
 * Photos and questions stay on the machine: the page may load and embed nothing but itself, and connect to itself and the
 * hosts of models only.
 * @param {string[]} modelHosts origins besides the hub's
 * @returns {string} a policy that may stand in a header as well as in the page
 */
export const describePolicy = (modelHosts) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    ["connect-src 'self'", ...HUB_HOSTS, ...modelHosts].join(' '),
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    // Equations carry style attributes, and the accessible controls add style elements of their own.
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** Cross-origin isolation, which WebAssembly threads require. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Sent beside the policy, isolated or not. */
export const COMMON_HEADERS = {
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** For files whose name holds a hash of their content. */
export const CACHE_FOREVER = 'public, max-age=31536000, immutable';

/**
 * A page with its policy: in place of the one that it has, or else below its charset, before anything is loaded.
 * @param {string} html
 * @param {string[]} modelHosts
 * @throws Failure if the page has neither
 */
export function writePolicy(html, modelHosts) {
  const element = `<meta http-equiv="Content-Security-Policy" content="${describePolicy(modelHosts)}" />`;
  if (POLICY_ELEMENT.test(html)) return html.replace(POLICY_ELEMENT, element);
  if (!html.includes(CHARSET_ELEMENT)) throw new Failure(`A page has no ${CHARSET_ELEMENT}, below which its policy belongs.`);
  return html.replace(CHARSET_ELEMENT, `${CHARSET_ELEMENT}\n    ${element}`);
}

/**
 * Origin of a host of models.
 * @param {string} text as a person writes it
 * @param {string} source option or variable that it stands in
 * @returns {string}
 * @throws Failure if it is no web address
 */
export function readOrigin(text, source) {
  const address = URL.canParse(text) ? new URL(text) : null;
  // Semicolons, commas and quotes would end the list of hosts, the policy or the attribute that holds it.
  if (!address || !/^https?:$/.test(address.protocol) || /[;,"'\s]/.test(address.origin)) {
    throw new Failure(`${source} takes an address such as https://models.school.example, not "${text}".`);
  }
  return address.origin;
}

/**
 * Hosts of models that the environment names, separated by commas or spaces.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string[]} origins
 */
export function readModelHosts({ MODEL_HOSTS = '' }) {
  return MODEL_HOSTS.split(/[\s,]+/).flatMap((text) => (text === '' ? [] : [readOrigin(text, 'MODEL_HOSTS')]));
}
