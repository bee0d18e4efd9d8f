import { join } from 'node:path';
import { expect, type TestContext } from 'vitest';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox-options.ts';
import { openState, type State } from '../../../src/state/open-state.ts';
import { freePort } from '../../support/http/free-port.ts';
import { type CliStart, cli, startCli, temporaryFolder } from '../cli-harness.ts';

type Test = Pick<TestContext, 'onTestFinished'>;
type Env = Readonly<Record<string, string>>;

/** What a browser shows. */
export interface Shown {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A sandbox whose time can be put forward. */
export interface Account {
  readonly sandbox: Sandbox;
  later(ms: number): void;
}

/** A clinic that is about to connect amoCRM by OAuth: its settings, its state, its administrator's browser. */
export class AuthClinic {
  readonly folder = temporaryFolder();
  readonly redirectUri: string;
  /** Every word that was said and every page that was shown. */
  readonly said: string[] = [];
  readonly account: Account;
  readonly #test: Test;

  private constructor(redirectUri: string, account: Account, test: Test) {
    this.redirectUri = redirectUri;
    this.account = account;
    this.#test = test;
  }

  static async open(test: Test): Promise<AuthClinic> {
    const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
    return new AuthClinic(redirectUri, await openAccount(test, { redirectUri }), test);
  }

  /** Another account that the same integration is installed in. */
  anotherAccount(): Promise<Account> {
    return openAccount(this.#test, { redirectUri: this.redirectUri, accountId: 40_404_040 });
  }

  get sandbox(): Sandbox {
    return this.account.sandbox;
  }

  env({ sandbox }: Account = this.account): Env {
    const { clientId, clientSecret } = sandbox.oauth.integration;
    return {
      AMOCRM_BASE_URL: sandbox.url,
      AMOCRM_CLIENT_ID: clientId,
      AMOCRM_CLIENT_SECRET: clientSecret,
      AMOCRM_REDIRECT_URI: this.redirectUri,
      RATE_LIMIT_REQUESTS: '500',
      LOG_FILE: 'all.log',
      LOG_LEVEL: 'DEBUG',
    };
  }

  get logFile(): string {
    return join(this.folder, 'all.log');
  }

  async run(argv: readonly string[], env: Env = {}) {
    const run = await cli(argv, { cwd: this.folder, env: { ...this.env(), ...env } });
    this.said.push(run.stdout, run.stderr);
    return run;
  }

  /** `auth`, as far as the link that it shows. */
  async auth(
    argv: readonly string[] = [],
    env: Env = {},
  ): Promise<{ started: CliStart; link: () => URL }> {
    const options = { cwd: this.folder, env: { ...this.env(), ...env } };
    const started = startCli(['auth', ...argv], options);
    this.#test.onTestFinished(async () => {
      started.signals.emit('SIGINT');
      const { stdout, stderr } = await started.done;
      this.said.push(stdout, stderr);
    });
    const links = () => started.stderr().match(/https?:\S+\/oauth\?\S+/g) ?? [];
    await expect.poll(() => started.stderr(), { timeout: 10_000 }).toContain('--code');
    return { started, link: () => new URL(links().at(-1) ?? '') };
  }

  /** The administrator opens the link and answers. */
  async consent(
    link: URL,
    answer: 'allow' | 'deny' = 'allow',
    language = 'en',
  ): Promise<Shown & { readonly address: URL }> {
    const page = await fetch(link);
    expect(await page.text()).toContain('Разрешить');
    const form = new URLSearchParams(link.searchParams);
    form.set('answer', answer);
    const reply = await fetch(new URL('/oauth', link), {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    const address = new URL(reply.headers.get('location') ?? '');
    return { address, ...(await this.open(address, language)) };
  }

  async open(address: URL | string, language = 'en'): Promise<Shown> {
    const headers = { 'accept-language': language };
    const response = await fetch(address, { headers, redirect: 'manual' });
    const text = await response.text();
    this.said.push(text);
    return { status: response.status, text, headers: response.headers };
  }

  /** Where amoCRM would send the browser. */
  callback(query: Readonly<Record<string, string>>): URL {
    return new URL(`${this.redirectUri}?${new URLSearchParams(query)}`);
  }

  async state<T>(look: (state: State) => Promise<T>): Promise<T> {
    const file = join(this.folder, 'data', 'state.db');
    await using state = await openState(
      { file, keyFile: join(this.folder, 'data', 'state.key') },
      systemClock,
    );
    return await look(state);
  }
}

async function openAccount(
  { onTestFinished }: Test,
  { redirectUri, ...options }: Pick<SandboxOptions, 'accountId'> & { redirectUri: string },
): Promise<Account> {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const sandbox = await startSandbox({
    ...{ rate: null, clock, integration: { redirectUri } },
    ...options,
  });
  onTestFinished(() => sandbox.close());
  return {
    sandbox,
    later: (ms) => {
      ahead += ms;
    },
  };
}

export const stateOf = (link: URL): string => link.searchParams.get('state') ?? '';
