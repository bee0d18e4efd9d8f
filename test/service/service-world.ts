import { renameSync } from 'node:fs';
import { sql } from 'kysely';
import type { AccessTokens } from '../../src/amocrm/auth/access-tokens.ts';
import { keepGivenToken, replaceableTokens } from '../../src/amocrm/auth/given-token.ts';
import { oauthTokens } from '../../src/amocrm/auth/oauth-tokens.ts';
import { exchangeCode } from '../../src/amocrm/auth/token-endpoint.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { AmoLine } from '../../src/clinic/amo-line.ts';
import type { IdentSource, OpenIdent } from '../../src/clinic/ident-source.ts';
import type { FirstLoadPolicy } from '../../src/config/load-config.ts';
import { createService } from '../../src/service/create-service.ts';
import type { Service } from '../../src/service/service.ts';
import type { ServiceEvent } from '../../src/service/service-event.ts';
import { ServiceEvents } from '../../src/service/service-events.ts';
import { theOnly } from '../support/the-only.ts';
import { World } from '../support/world.ts';
import type { WorldOptions } from '../support/world-options.ts';
import { MortalService } from './mortal-service.ts';

interface ServiceWorldOptions extends WorldOptions {
  readonly intervalMs?: number;
  readonly deepHours?: { readonly morning: number; readonly evening: number };
  readonly pollMs?: number;
  /** How long IDENT takes for each question. */
  readonly slowIdentMs?: number;
  /** Access by OAuth, and nobody has authorised it yet; else by a long-lived token. */
  readonly oauth?: boolean;
  /** FIRST_LOAD; default: start. */
  readonly firstLoad?: FirstLoadPolicy;
}

/** A pass as the service told of it. */
export interface SeenPass {
  readonly kind: 'incremental' | 'deep';
  /** Within another pass. */
  readonly between: boolean;
  /** Wall ms and virtual ms of its beginning. */
  readonly at: number;
  readonly elapsed: number;
  /** Virtual ms of its end; absent while it is under way, or when it died. */
  end?: number;
  /** What it really was, and how it ended. */
  mode?: string;
  outcome?: string;
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** A service at work in a world of its own: started, stopped, killed, started anew; what it tells is kept. */
export class ServiceWorld implements AsyncDisposable {
  readonly world: World;
  readonly events: ServiceEvent[] = [];
  readonly passes: SeenPass[] = [];
  /** How long each pass kept IDENT busy, where that is simulated. */
  readonly identBusyMs: number[] = [];
  /** The long-lived token of the settings. */
  token: string;
  readonly #options: ServiceWorldOptions;
  #service: Service | null = null;
  #mortal: MortalService | null = null;
  #stop = new AbortController();
  #done: Promise<void> = Promise.resolve();

  private constructor(world: World, options: ServiceWorldOptions) {
    this.world = world;
    this.#options = options;
    this.token = world.sandbox.oauth.longLivedToken();
  }

  get #setting() {
    return { token: this.token, baseUrl: this.world.sandbox.url };
  }

  /** A person gives another long-lived token to the running service. */
  async giveToken(token: string): Promise<void> {
    const { state, clock } = this.world;
    await keepGivenToken(state.givenToken, this.#setting, { token, at: clock.now() });
  }

  /** No service yet: see {@link start}. */
  static async open(options: ServiceWorldOptions = {}): Promise<ServiceWorld> {
    return new ServiceWorld(await World.open(options), options);
  }

  /** One that works already, everybody loaded. */
  static async started(options: ServiceWorldOptions = {}): Promise<ServiceWorld> {
    const service = await ServiceWorld.open(options);
    await service.start();
    await service.until('the first load', async () => (await service.facts()).firstLoadDone);
    return service;
  }

  get service(): Service {
    if (this.#service === null) throw new Error('the service is not running');
    return this.#service;
  }

  get isInDeepPass(): boolean {
    return this.passes.some((pass) => pass.kind === 'deep' && isOpen(pass));
  }

  facts(): ReturnType<Service['facts']> {
    return this.service.facts();
  }

  /** Reasons of the pauses that stand. */
  async pauses(): Promise<readonly string[]> {
    return (await this.world.state.pauses.all()).map(({ reason }) => reason);
  }

  async start(): Promise<void> {
    const { world } = this;
    const release = world.clock.hold();
    // No power cut happens here, and a week has thousands of commits.
    await sql`pragma synchronous = off`.execute(world.state.db);
    const mortal = new MortalService(world.clock);
    const stop = new AbortController();
    const events = new ServiceEvents(world.log);
    events.subscribe((event) => this.#note(event));
    const { clock } = mortal;
    const { log } = world;
    const fetch = mortal.wrap(world.clock.wrapFetch(globalThis.fetch));
    const limiter = createLimiter({ store: world.state.slots, clock, random: () => 0.5 });
    const tokens: AccessTokens = this.#options.oauth
      ? oauthTokens(this.#oauth)
      : replaceableTokens({ setting: this.#setting, store: world.state.givenToken, clock });
    const { signal } = stop;
    const clinic = world.clinic({
      ...{ clock, signal, sources: [theOnly(this.#source())] },
      state: mortal.state(world.state),
      line: new AmoLine({
        ...{ tokens, limiter, clock, log, fetch, signal, random: () => 0.5 },
        baseUrl: world.sandbox.url,
        onEvent: (event) => events.emit({ type: 'amocrm', event }),
      }),
    });
    const { service, run } = await createService({
      ...{ clinic, events, firstLoad: this.#options.firstLoad ?? 'start' },
      intervalMs: this.#options.intervalMs ?? 2 * minute,
      deepHours: this.#options.deepHours ?? { morning: 8, evening: 20 },
      pollMs: this.#options.pollMs ?? second,
    });
    this.#service = service;
    this.#mortal = mortal;
    this.#stop = stop;
    this.#done = run();
    // A failure is told by stop().
    this.#done.catch(() => undefined);
    release();
  }

  /** As SIGTERM does. */
  async stop(): Promise<void> {
    this.#service = null;
    this.#stop.abort(new Error('stopped'));
    await this.#done;
  }

  /** As SIGKILL does: its state is closed, what was under way never ends. */
  async kill(): Promise<void> {
    this.#mortal?.kill();
    for (const pass of this.passes) if (pass.end === undefined) pass.outcome = 'died';
    this.#service = null;
    await this.world.restart();
  }

  /** The same installation in a new process. */
  async restart(): Promise<void> {
    if (this.#service !== null) await this.stop();
    await this.world.restart();
    await this.start();
  }

  /** IDENT's database is away until the returned function is called. */
  hideIdent(): () => void {
    const { identFile } = this.world;
    renameSync(identFile, `${identFile}.away`);
    return () => renameSync(`${identFile}.away`, identFile);
  }

  /** An administrator allows it, and the command `auth` keeps the tokens. */
  async authorise(): Promise<void> {
    const { state, sandbox } = this.world;
    const code = sandbox.oauth.allow().searchParams.get('code') ?? '';
    await state.tokens.save(await exchangeCode(this.#oauth, code));
  }

  get #oauth() {
    const { clock, state, sandbox } = this.world;
    return {
      ...sandbox.oauth.integration,
      ...{ baseUrl: sandbox.url, clock, store: state.tokens, random: () => 0.5 },
      limiter: createLimiter({ store: state.slots, clock, random: () => 0.5 }),
      fetch: clock.wrapFetch(globalThis.fetch),
    };
  }

  sleep(ms: number): Promise<void> {
    return this.world.clock.sleep(ms);
  }

  /** Time stands still meanwhile. */
  async at<T>(work: () => Promise<T>): Promise<T> {
    const release = this.world.clock.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Waits in simulated time. */
  async until(
    what: string,
    holds: () => boolean | Promise<boolean>,
    { withinMs = hour, everyMs = second } = {},
  ): Promise<void> {
    const { clock } = this.world;
    for (const end = clock.elapsed + withinMs; clock.elapsed <= end; ) {
      if (await this.at(async () => await holds())) return;
      await clock.sleep(everyMs);
    }
    throw new Error(`never came: ${what}`);
  }

  #source(): IdentSource {
    const source = this.world.source();
    const { slowIdentMs: ms = 0 } = this.#options;
    if (ms === 0) return source;
    return Object.assign(source, {
      forPasses: async () =>
        slow(await this.world.source().forPasses(), this.world, ms, this.identBusyMs),
    });
  }

  #note(event: ServiceEvent): void {
    const { elapsed } = this.world.clock;
    if (event.type === 'paused' || event.type === 'resumed') this.events.push(event);
    if (event.type === 'pass-started') {
      const between = this.passes.some(isOpen);
      this.passes.push({ kind: event.mode, between, at: event.at, elapsed });
    }
    if (event.type !== 'pass-ended') return;
    const pass = this.passes.findLast(isOpen);
    if (pass === undefined) return;
    pass.end = elapsed;
    pass.mode = event.result?.mode ?? pass.kind;
    pass.outcome = event.errorCode ?? event.result?.outcome ?? 'left';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#service !== null) await this.stop();
    await this.world[Symbol.asyncDispose]();
  }
}

const isOpen = ({ end, outcome }: SeenPass): boolean => end === undefined && outcome !== 'died';

/** Takes its time for each question, and says so. */
function slow(ident: OpenIdent, { clock }: World, ms: number, told: number[]): OpenIdent {
  let busy = 0;
  return new Proxy(ident, {
    get: (target, name) => {
      if (name === 'queryMs') return busy;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'all') return value.bind(target);
      return async (...given: unknown[]) => {
        if (name === Symbol.asyncDispose) told.push(busy);
        else await clock.sleep(ms);
        busy += ms;
        return await Reflect.apply(value, target, given);
      };
    },
  });
}
