/**
 * A proxy that sees everything that a browser profile sends, whether page, worker or thread sends it. It passes on what goes
 * to this machine, and refuses every other host.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as sendRequest, type ServerResponse } from 'node:http';

export interface SeenRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** Bytes that were sent along. */
  bodyLength: number;
}

export interface WatchedNetwork {
  /** For the `proxy` of a browser context. */
  server: string;
  requests: SeenRequest[];
  /** Hosts with ports of encrypted connections that were asked for, and refused. */
  refused: string[];
  close(): Promise<void>;
}

export async function watchNetwork(): Promise<WatchedNetwork> {
  const requests: SeenRequest[] = [];
  const refused: string[] = [];
  const proxy = createServer((request, response) => {
    const seen: SeenRequest = { method: request.method ?? '', url: new URL(request.url ?? ''), headers: request.headers, bodyLength: 0 };
    requests.push(seen);
    request.on('data', (chunk: Buffer) => {
      seen.bodyLength += chunk.length;
    });
    passOn(seen, request, response);
  });
  proxy.on('connect', ({ url }, socket) => {
    refused.push(url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const bound = proxy.address();
  if (bound === null || typeof bound === 'string') throw new Error(`The proxy has the address ${bound}, expected a port.`);
  return {
    server: `http://127.0.0.1:${bound.port}`,
    requests,
    refused,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}

function passOn({ url, method, headers }: SeenRequest, request: IncomingMessage, response: ServerResponse): void {
  if (url.hostname !== '127.0.0.1') return void response.writeHead(502).end();
  const onward = sendRequest(url, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  // A page that is closed takes its connections along.
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
