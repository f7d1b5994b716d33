import { createServer, type Server } from 'node:http'
import { VrrpscopeError } from '../core/errors.ts'
import type { Metrics } from './metrics.ts'

const LOOPBACK = '127.0.0.1'
/** Scrapes within this time get one answer: a flood of them costs no more. */
const FRESH_MS = 200
const MAX_CONNECTIONS = 32
const TIMEOUT_MS = 5000

/** `9165`, `0.0.0.0:9165`, `[::]:9165`. Without a host: the loopback. Throws `usage/metrics-address`. */
export function parseListen(text: string): { host: string; port: number } {
  const [, host = LOOPBACK, port] = /^(?:\[?([^\]]+?)\]?:)?(\d{1,5})$/.exec(text) ?? []
  if (port === undefined || Number(port) > 65_535)
    throw new VrrpscopeError('usage/metrics-address', `${text} is no address to listen on`, '9165, or 0.0.0.0:9165')
  return { host, port: Number(port) }
}

/** Answers scrapes at /metrics. Resolves once it listens, with its address. Throws `usage/metrics-address`. */
export async function serveMetrics(
  listen: { host: string; port: number },
  metrics: Metrics,
): Promise<{ url: string; close(): void }> {
  let answer: Promise<string> | undefined
  let answeredAt = 0
  const scrape = () => {
    const now = performance.now()
    if (answer === undefined || now - answeredAt > FRESH_MS) {
      answeredAt = now
      answer = metrics.text()
    }
    return answer
  }
  const server = createServer(async (request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('vrrpscope: metrics are at /metrics\n')
      return
    }
    try {
      const text = await scrape()
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error}\n`)
    }
  })
  server.maxConnections = MAX_CONNECTIONS
  server.headersTimeout = TIMEOUT_MS
  server.requestTimeout = TIMEOUT_MS
  server.keepAliveTimeout = TIMEOUT_MS
  await listening(server, listen)
  const { port } = server.address() as { port: number }
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host
  return {
    url: `http://${host}:${port}/metrics`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new VrrpscopeError(
          'usage/metrics-address',
          `cannot listen on ${host} port ${port}: ${error.code ?? error.message}`,
          'choose another port or address',
        ),
      ),
    )
    server.listen(port, host, resolve)
  })
}
