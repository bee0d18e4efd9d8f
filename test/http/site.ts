import type { HttpServer } from '../../src/http/server.ts';
import { type HttpOptions, startHttp } from '../../src/http/start-http.ts';
import { createLogger } from '../../src/log/logger.ts';
import { FakeService, minute } from '../service/watch/fake-service.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';

/** The service's site on a free port, before a service whose facts and events the test makes. */
export class Site implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly service = new FakeService(this.clock);
  readonly logged: string[] = [];
  #server: HttpServer | undefined;

  static async open(options: Partial<HttpOptions> = {}): Promise<Site> {
    const site = new Site();
    const { clock, service } = site;
    const console = { write: (line: string) => site.logged.push(line) };
    const log = await createLogger({ level: 'debug' }, { console, color: false });
    const defaults = { host: '127.0.0.1', port: 0, intervalMs: 2 * minute, version: '1.2.3' };
    site.#server = await startHttp({ ...defaults, service, clock, log, ...options });
    return site;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  async get(path: string): Promise<{ status: number; headers: Headers; body: string }> {
    const response = await fetch(this.url + path);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  async json(path: string): Promise<{ status: number; json: unknown }> {
    const { status, body } = await this.get(path);
    return { status, json: JSON.parse(body) };
  }

  async close(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    this.clock.stop();
  }
}
