import { fastify } from 'fastify';
import { systemClock } from '../../src/clock.ts';
import { addHealthRoutes } from '../../src/http/health.ts';
import { silentLogger } from '../../src/log/logger.ts';
import { factsInTime } from '../../src/service/watch/facts-in-time.ts';
import { SignsOfLife } from '../../src/service/watch/signs-of-life.ts';
import { Watcher } from '../../src/service/watch/watcher.ts';
import { type CliRun, cli } from '../cli/cli-harness.ts';
import { Office } from '../http/api/office.ts';
import { scriptedServer } from '../support/http/scripted-server.ts';
import type { World } from '../support/world.ts';

const minute = 60_000;

interface Line {
  readonly check: string;
  readonly verdict: string;
  readonly found: string;
  readonly code: string | null;
}

/** What every view of an installation says at one moment. */
export interface Said {
  readonly doctor: readonly Line[];
  readonly status: CliRun;
  /** `status --json` */
  readonly told: {
    readonly next: string;
    readonly incidents: readonly { readonly code: string }[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into the page's answer as JSON
  readonly page: any;
  readonly ready: number;
  /** First lines of what people were told. */
  readonly alerts: readonly string[];
}

/** A clinic that was loaded a day ago, a service that has been there since, and everybody who asks how it is. */
export class Views implements AsyncDisposable {
  readonly office: Office;
  readonly #release: () => void;

  private constructor(office: Office, release: () => void) {
    this.office = office;
    this.#release = release;
  }

  static async open(options: { readonly service?: boolean } = {}): Promise<Views> {
    const office = await Office.open({ patients: 12, sandbox: { rate: null } });
    const { world } = office;
    await world.sync();
    const release =
      options.service === false
        ? () => undefined
        : (await world.state.serviceLock.acquire({ command: 'run', wait: false })).release;
    world.clock.jump(24 * 60 * minute);
    await office.signInByLink();
    const views = new Views(office, release);
    await views.passesEnded({ changes: minute, all: 60 * minute });
    return views;
  }

  get world(): World {
    return this.office.world;
  }

  /** As if the last good passes had ended so long ago. */
  async passesEnded(ago: { readonly changes: number; readonly all: number }): Promise<void> {
    const { state, clock } = this.world;
    await state.meta.set('lastIncrementalAt', clock.now() - ago.changes);
    await state.meta.set('lastDeepAt', clock.now() - ago.all);
  }

  async ask(): Promise<Said> {
    const page = await this.office.call('overview');
    const told = (await this.#command('status', '--json')).json as Said['told'];
    const doctor = await this.#command('doctor', '--json');
    const { checks } = doctor.json as { readonly checks?: readonly Line[] };
    if (checks === undefined) throw new Error(doctor.stdout + doctor.stderr);
    return {
      doctor: checks,
      status: await this.#command('status', '--lang', 'ru'),
      told,
      page: page.json,
      ready: await this.#readyz(),
      alerts: await this.#alerts(),
    };
  }

  #command(...argv: readonly string[]): Promise<CliRun> {
    const { world } = this;
    // From the simulated moment on time goes by: the doctor asks amoCRM at the account's pace.
    const begun = systemClock.monotonic();
    const passed = () => systemClock.monotonic() - begun;
    const clock = {
      now: () => world.clock.now() + Math.round(passed()),
      monotonic: () => world.clock.monotonic() + passed(),
      sleep: systemClock.sleep,
    };
    return cli(argv, {
      clock,
      cwd: world.folder,
      env: {
        ...{ DB_CLIENT: 'sqlite', DB_FILE: world.identFile, IDENT_PROFILE: 'sample' },
        AMOCRM_BASE_URL: world.sandbox.url,
        AMOCRM_LONG_LIVED_TOKEN: world.sandbox.oauth.longLivedToken({ days: 400 }),
        STATE_URL: `sqlite:${world.stateFile}`,
        RATE_LIMIT_REQUESTS: '500',
      },
    });
  }

  async #readyz(): Promise<number> {
    const { service } = this.office;
    const app = fastify();
    const clock = { ...systemClock, now: () => this.world.clock.now() };
    const signs = new SignsOfLife(service, clock);
    addHealthRoutes(app, { service, signs, intervalMs: 2 * minute, clock });
    const { statusCode } = await app.inject({ url: '/readyz' });
    signs[Symbol.dispose]();
    await app.close();
    return statusCode;
  }

  /** Looked at for two minutes: what lasts is told. */
  async #alerts(): Promise<readonly string[]> {
    await using chat = await scriptedServer([{ json: { ok: true } }]);
    const { service, world } = this.office;
    let passed = 0;
    const clock = {
      now: () => world.clock.now(),
      monotonic: () => passed,
      sleep: systemClock.sleep,
    };
    const telegram = { token: '1:A', chatId: '1', api: chat.url };
    const watcher = await Watcher.open({
      look: () => factsInTime(service, clock),
      ...{ clock, log: silentLogger(), timeZone: 'Europe/Moscow' },
      ...{ alerts: world.state.alerts, config: { language: 'ru', telegram } },
    });
    for (; passed <= 2 * minute; passed += minute / 2) {
      await watcher.look();
      await watcher.idle();
    }
    return chat.requests.map(({ body }) => {
      const { text } = body as { readonly text: string };
      return text.split('\n')[0] ?? '';
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#release();
    await this.office[Symbol.asyncDispose]();
  }
}
