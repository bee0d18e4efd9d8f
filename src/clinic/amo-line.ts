import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AmoClient } from '../amocrm/amo-client.ts';
import type { AmoEvent } from '../amocrm/amo-event.ts';
import { AccessHeard } from '../amocrm/auth/access-heard.ts';
import type { AccessTokens } from '../amocrm/auth/access-tokens.ts';
import { replaceableTokens } from '../amocrm/auth/given-token.ts';
import { oauthTokens } from '../amocrm/auth/oauth-tokens.ts';
import { type AmoClientOptions, createAmoClient } from '../amocrm/create-amo-client.ts';
import { createLimiter } from '../amocrm/limiter/limiter.ts';
import type { Config } from '../config/load-config.ts';
import type { AmoAccountConfig, AmoMockConfig } from '../config/parts/amo-config.ts';
import type { State } from '../state/open-state.ts';

interface Surroundings extends Pick<AmoClientOptions, 'clock' | 'log' | 'signal' | 'onEvent'> {
  readonly state: Pick<State, 'slots' | 'tokens' | 'givenToken'>;
  /** A person waits to hear whether amoCRM takes the token. */
  readonly asked?: boolean;
}

/** The line to the clinic's account of amoCRM: one address, one pace, one set of tokens for all who call. */
export class AmoLine implements AsyncDisposable {
  readonly client: AmoClient;
  /** The same client for a person who waits for the answer: a refused token fails at once and is not tried again later. */
  readonly clientOfPerson: AmoClient;
  readonly heard: AccessHeard;
  readonly #options: AmoClientOptions;
  readonly #close: () => Promise<void>;

  constructor(options: AmoClientOptions, close: () => Promise<void> = async () => undefined) {
    this.heard = new AccessHeard(options.clock);
    this.#options = { ...options, tokens: this.heard.of(options.tokens) };
    this.#close = close;
    const onEvent = (event: AmoEvent): void => {
      this.heard.event(event);
      options.onEvent?.(event);
    };
    const clientWith = (tokens: AccessTokens) =>
      createAmoClient({ ...this.#options, tokens, onEvent });
    this.client = clientWith(this.tokens);
    this.clientOfPerson = clientWith({ ...this.tokens, secondLooksMs: [] });
  }

  /** As the settings say; its pace and its tokens are shared with other processes through the state. */
  static async open(
    { amocrm, timeZone }: Config<'amocrm'>,
    { state, asked = false, ...line }: Surroundings,
  ): Promise<AmoLine> {
    const { clock, log } = line;
    const { baseUrl, auth, close } = amocrm.mock
      ? await startMock(amocrm, { clock, timeZone })
      : { ...amocrm, close: undefined };
    const limiter = createLimiter({ store: state.slots, clock, pace: amocrm.rate });
    const tokens =
      auth.kind === 'long-lived'
        ? replaceableTokens({
            setting: { token: auth.token, baseUrl },
            store: state.givenToken,
            clock,
            ...(asked && { looksMs: [] }),
          })
        : oauthTokens({ ...auth, baseUrl, clock, limiter, store: state.tokens, log });
    return new AmoLine({ ...line, baseUrl, limiter, tokens }, close);
  }

  /** Origin without a slash at its end. */
  get baseUrl(): string {
    return this.#options.baseUrl;
  }

  get tokens(): AccessTokens {
    return this.#options.tokens;
  }

  get limiter(): AmoClientOptions['limiter'] {
    return this.#options.limiter;
  }

  /** The same line with a token that somebody has brought, perhaps of another address: to ask whose it is. */
  tried(tokens: AccessTokens, baseUrl = this.baseUrl): AmoLine {
    const { onEvent: _, ...options } = this.#options;
    return new AmoLine({ ...options, tokens, baseUrl });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

/** `USE_MOCK_AMOCRM`: a sandbox inside this process, on the file that all commands share. */
async function startMock(
  { file }: AmoMockConfig,
  place: Pick<AmoClientOptions, 'clock'> & { readonly timeZone: string },
): Promise<Pick<AmoAccountConfig, 'baseUrl' | 'auth'> & { readonly close: () => Promise<void> }> {
  // Lazily: a clinic that has an account of amoCRM loads no sandbox.
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  mkdirSync(dirname(file), { recursive: true });
  const sandbox = await startSandbox({ file, ...place });
  const token = sandbox.oauth.longLivedToken();
  return {
    baseUrl: sandbox.url,
    auth: { kind: 'long-lived', token },
    close: () => sandbox.close(),
  };
}
