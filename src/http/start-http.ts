import { Registry } from '@prometheus-io/client';
import { createMetrics } from '../service/watch/metrics.ts';
import { type HttpServer, type HttpServerOptions, startHttpServer } from './server.ts';

export interface HttpOptions extends Omit<HttpServerOptions, 'metrics'> {
  /** Of the program. */
  readonly version: string;
}

/**
 * The site beside the running service, with metrics of its own.
 *
 * @throws HttpError when it cannot listen (exit 2).
 */
export async function startHttp({ version, ...options }: HttpOptions): Promise<HttpServer> {
  const { service, clock } = options;
  const metrics = createMetrics({ service, clock, version, registry: new Registry() });
  try {
    const server = await startHttpServer({ ...options, metrics });
    const close = async () => {
      metrics[Symbol.dispose]();
      await server.close();
    };
    return { url: server.url, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    metrics[Symbol.dispose]();
    throw error;
  }
}
