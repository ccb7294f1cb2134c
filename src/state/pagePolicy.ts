/**
 * Whom this page may ask, as its own Content-Security-Policy says. The build writes the policy into the page and the local
 * server keeps it up to date; the development server and Node have none, and nothing is forbidden there.
 */

/** Sources of `connect-src` in a policy; null if it does not limit connections. */
export function readConnectSources(policy: string): string[] | null {
  const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
  return directives.find(([name]) => name === 'connect-src')?.slice(1) ?? null;
}

/**
 * Whether a source of a policy covers an address. Sources are `'self'` or an origin, whose host may start with `*.`.
 * @param own origin of the page
 */
export function coversAddress(source: string, address: URL, own: string): boolean {
  if (source === "'self'") return address.origin === own;
  // Chromium escapes an asterisk in the name of a host.
  const origin = source.replace('://*.', '://');
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  const isHost = origin === source ? address.hostname === hostname : address.hostname.endsWith(`.${hostname}`);
  return isHost && address.protocol === protocol && address.port === port;
}

/** Why this page may not ask an address, in one sentence; null if it may. */
export function explainForbidden(address: string): string | null {
  const sources = readConnectSources(findPolicy());
  const url = new URL(address);
  if (sources === null || sources.some((source) => coversAddress(source, url, window.location.origin))) return null;
  const others = sources.filter((source) => source.includes('://')).map((source) => source.slice(source.indexOf('://') + 3));
  return (
    `This page may not ask ${url.host}, only ${others.join(', ')}: whoever serves the page has to allow it, by ` +
    `“npm start -- --model-host ${url.origin}” or by building it with MODEL_HOSTS=${url.origin}.`
  );
}

function findPolicy(): string {
  if (typeof document === 'undefined') return '';
  return document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content ?? '';
}
