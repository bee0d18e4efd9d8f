import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import { replaceableTokens } from '../../../src/amocrm/auth/given-token.ts';
import type { Clinic, ClinicOptions } from '../../../src/clinic/clinic.ts';
import { systemClock } from '../../../src/clock.ts';
import type { ShownSettings } from '../../../src/config/shown-settings.ts';
import type { ApiTools } from '../../../src/http/api/api-tools.ts';
import type { RouteName } from '../../../src/http/api/contract/paths.ts';
import { paths } from '../../../src/http/api/contract/paths.ts';
import { createDashboard } from '../../../src/http/dashboard/dashboard.ts';
import type { PageSite } from '../../../src/http/dashboard/page-site.ts';
import { addSecurityHeaders } from '../../../src/http/security-headers.ts';
import { SetUpDesk } from '../../../src/http/set-up/set-up-desk.ts';
import { hashPassword } from '../../../src/http/sign-in/password-hash.ts';
import { createService } from '../../../src/service/create-service.ts';
import type { Service } from '../../../src/service/service.ts';
import { ServiceEvents } from '../../../src/service/service-events.ts';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

export interface OfficeOptions extends WorldOptions {
  /** As `ident-amocrm password` sets it, but cheap. */
  readonly password?: string;
  /** DASHBOARD_PASSWORD */
  readonly configuredPassword?: string;
  /** HTTP_HOST as the dashboard is told; the test itself listens on 127.0.0.1. */
  readonly host?: string;
  readonly publicUrl?: URL;
  /** TRUSTED_PROXIES */
  readonly trustProxy?: string[];
  /** AUTH_HEADER, with `trustProxy` as TRUSTED_PROXIES. */
  readonly header?: string;
  /** Its name in CONFIG_FILE. */
  readonly clinicName?: string;
  /** What the environment sets, for the form of the set-up. */
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: () => ShownSettings;
  readonly alerts?: ApiTools['alerts'];
  /** Other parts of the clinic. */
  readonly clinic?: (world: World) => Partial<ClinicOptions>;
  /** AMOCRM_LONG_LIVED_TOKEN; without it the service's token is none that a person could replace. */
  readonly settingToken?: (world: World) => string;
  readonly consent?: (clinic: Clinic, world: World) => ApiTools['consent'];
}

/** What a request brings and what came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** A clinic whose service has a dashboard, and a person at a browser without a screen. */
export class Office implements AsyncDisposable {
  readonly world: World;
  readonly events: ServiceEvents;
  readonly service: Service;
  readonly dashboard: PageSite;
  readonly app: FastifyInstance;
  readonly url: string;
  /** How often the service was to begin anew with other settings. */
  restarts = 0;
  cookie = '';
  csrf = '';

  private constructor(
    parts: Pick<Office, 'world' | 'events' | 'service' | 'dashboard' | 'app' | 'url'>,
  ) {
    this.world = parts.world;
    this.events = parts.events;
    this.service = parts.service;
    this.dashboard = parts.dashboard;
    this.app = parts.app;
    this.url = parts.url;
  }

  static async open(options: OfficeOptions = {}): Promise<Office> {
    const world = await World.open({ patients: 12, ...options });
    const { state, log } = world;
    if (options.password !== undefined) {
      await state.meta.set('dashboardPassword', await cheapHash(options.password));
    }
    // Real waits of real requests; the moment is the simulated one.
    const clock = {
      now: () => world.clock.now(),
      monotonic: () => world.clock.monotonic(),
      sleep: systemClock.sleep,
    };
    const events = new ServiceEvents(log);
    const token = options.settingToken?.(world);
    const tokenSetting = token === undefined ? null : { token, baseUrl: world.sandbox.url };
    const replaced = tokenSetting && {
      line: world.line.tried(
        replaceableTokens({
          ...{ setting: tokenSetting, store: state.givenToken, clock: world.clock },
        }),
      ),
    };
    const clinic = world.clinic({ clock, ...replaced, ...options.clinic?.(world) });
    const { service } = await createService({
      ...{ clinic, events, intervalMs: 120_000, deepHours: { morning: 8, evening: 20 } },
      firstLoad: 'start',
    });
    const dashboard = createDashboard({
      tools: {
        ...{ clinic, service, tokenSetting, reads: state },
        consent: options.consent?.(clinic, world) ?? null,
        settings: options.settings ?? (() => []),
        alerts: options.alerts ?? null,
      },
      host: options.host ?? '127.0.0.1',
      publicUrl: options.publicUrl,
      password: options.configuredPassword,
      clinicName: options.clinicName ?? null,
      identity:
        options.header === undefined
          ? undefined
          : { header: options.header, proxies: options.trustProxy ?? [] },
      desk: (accounts) =>
        new SetUpDesk({
          given: { env: options.env ?? {}, cwd: world.folder },
          needs: ['amocrm', 'ident', 'state'],
          ...{ state, clock, log, signal: clinic.signal, isRunning: true },
          isGuarded: () => accounts.hasAny(),
          onReady: () => {
            office.restarts += 1;
          },
        }),
      version: '1.2.3',
      language: 'ru',
      pageFolder: pageIn(world.folder),
    });
    const app = fastify({ logger: false, trustProxy: options.trustProxy ?? false });
    addSecurityHeaders(app);
    await app.register(dashboard.plugin);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const office = new Office({ world, events, service, dashboard, app, url });
    return office;
  }

  /** The same with somebody signed in. */
  static async signedIn(options: OfficeOptions = {}): Promise<Office> {
    const office = await Office.open(options);
    await office.signInByLink();
    return office;
  }

  async signInByLink(): Promise<Reply> {
    const token = new URL(this.dashboard.signInLink(this.url) ?? '').hash.replace('#token=', '');
    return await this.call('signInByLink', { body: { token } });
  }

  /** Calls a route; a session that is answered is kept. */
  async call(
    name: RouteName,
    given: {
      readonly params?: Readonly<Record<string, string | number>>;
      readonly query?: Readonly<Record<string, string | number>>;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Reply> {
    const [method, pattern] = paths[name];
    const path = pattern.replace(/:(\w+)/g, (_, key: string) => String(given.params?.[key]));
    const query = new URLSearchParams(
      Object.entries(given.query ?? {}).map(([key, value]): [string, string] => [
        key,
        String(value),
      ]),
    );
    const reply = await this.fetch(`${path}${query.size === 0 ? '' : `?${query}`}`, {
      method,
      headers: given.headers ?? {},
      ...(given.body === undefined ? {} : { body: given.body }),
    });
    const [cookie] = reply.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
    if (typeof reply.json?.csrfToken === 'string') this.csrf = reply.json.csrfToken;
    return reply;
  }

  async fetch(
    path: string,
    given: {
      readonly method?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    } = {},
  ): Promise<Reply> {
    const { method = 'GET', headers, body } = given;
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.csrf === '' || method === 'GET' ? {} : { 'x-csrf-token': this.csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : null,
    };
  }

  /** Actions that were recorded, the oldest first. */
  async actions(): Promise<readonly string[]> {
    const latest = await this.world.state.actions.latest(100);
    return latest
      .toReversed()
      .map(({ action, subject }) => (subject === null ? action : `${action} ${subject}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await this.world[Symbol.asyncDispose]();
  }
}

/** A hash that costs a test nothing. */
export const cheapHash = (password: string) => hashPassword(password, { N: 16, r: 1, p: 1 });

function pageIn(folder: string): string {
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(page, 'assets', 'main-1a2b.js'), 'export {};');
  return page;
}
