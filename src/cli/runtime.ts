import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AccessTokens } from '../amocrm/access-tokens.ts';
import type { AmoClient } from '../amocrm/amo-client.ts';
import type { AmoEvent } from '../amocrm/amo-event.ts';
import type { Limiter } from '../amocrm/limiter.ts';
import type { AmoAccountConfig, AmoMockConfig } from '../config/amo-config.ts';
import type { ConfigPart } from '../config/load-config.ts';
import type { ConnectionLane } from '../ident/connection-lane.ts';
import type { Ident } from '../ident/ident.ts';
import type { State } from '../state/open-state.ts';
import type { SyncOptions } from '../sync/pass-context.ts';
import type { CliContext, Settings } from './context.ts';

/** What is opened for a command, and closed in reverse order at its end. */
export type Resources = AsyncDisposableStack;

/** The clinic's database, by its profile. */
export async function useIdent(
  resources: Resources,
  context: Pick<CliContext, 'clock' | 'signal'>,
  settings: Settings<'ident'>,
): Promise<Ident> {
  const { forPasses } = await identOpener(context, settings);
  const ident = await forPasses(context.signal);
  resources.defer(() => ident.close());
  return ident;
}

/**
 * Opens the clinic's database as often as one likes, on two connections at most (I6): one for the passes, by turns, and
 * a spare one for who looks at it beside them. The signal ends what is under way, whatever the server does.
 */
export interface IdentOpener {
  forPasses(signal?: AbortSignal): Promise<Ident>;
  beside(signal?: AbortSignal): Promise<Ident>;
}

/** The profile is read once. */
export async function identOpener(
  { clock }: Pick<CliContext, 'clock'>,
  { config, log }: Settings<'ident'>,
): Promise<IdentOpener> {
  const { createIdent } = await import('../ident/reader.ts');
  const { ConnectionLane } = await import('../ident/connection-lane.ts');
  const { loadProfile } = await import('../ident/load-profile.ts');
  const { OverlapMemory } = await import('../ident/overlap-memory.ts');
  const { excluded, ident } = config;
  const profile = await loadProfile(ident.profile);
  const memory = new OverlapMemory();
  const on = (lane: ConnectionLane) => (signal?: AbortSignal) =>
    createIdent({
      ...{ database: ident.connection, profile, excluded, memory, clock, log },
      ...{ lane, signal },
    });
  return { forPasses: on(new ConnectionLane()), beside: on(new ConnectionLane()) };
}

/** The state store. */
export async function useState(
  resources: Resources,
  { clock }: Pick<CliContext, 'clock'>,
  { config }: Settings<'state'>,
): Promise<State> {
  const { openState } = await import('../state/open-state.ts');
  return resources.use(await openState(config.state, clock));
}

/** amoCRM, its pace and its tokens shared with other processes through the state. */
export interface AmoConnection {
  readonly client: AmoClient;
  readonly tokens: AccessTokens;
  readonly limiter: Limiter;
  readonly baseUrl: string;
}

/** Told of what happens on the line: throttling, retries. */
export type AmoListener = (event: AmoEvent) => void;

interface AmoUse {
  readonly state: State;
  readonly onEvent?: AmoListener;
  /** A person waits to hear whether amoCRM takes the token. */
  readonly asked?: boolean;
}

export async function useAmo(
  resources: Resources,
  { clock, signal }: Pick<CliContext, 'clock' | 'signal'>,
  { config, log }: Settings<'amocrm'>,
  { state, onEvent, asked = false }: AmoUse,
): Promise<AmoConnection> {
  const { createLimiter } = await import('../amocrm/limiter.ts');
  const { createAmoClient } = await import('../amocrm/create-amo-client.ts');
  const { longLivedTokens } = await import('../amocrm/long-lived-tokens.ts');
  const { oauthTokens } = await import('../amocrm/oauth-tokens.ts');
  const { amocrm, timeZone } = config;
  const { baseUrl, auth } = amocrm.mock
    ? await useMock(resources, amocrm, { clock, timeZone })
    : amocrm;
  const limiter = createLimiter({ store: state.slots, clock, pace: amocrm.rate });
  const tokens =
    auth.kind === 'long-lived'
      ? longLivedTokens(auth.token, clock, asked ? [] : undefined)
      : oauthTokens({ ...auth, baseUrl, clock, limiter, store: state.tokens, log });
  const client = createAmoClient({
    ...{ baseUrl, tokens, limiter, clock, log, signal },
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  return { client, tokens, limiter, baseUrl };
}

/** `USE_MOCK_AMOCRM`: a sandbox inside this process, on the file that all commands share. */
async function useMock(
  resources: Resources,
  { file }: AmoMockConfig,
  { clock, timeZone }: Pick<CliContext, 'clock'> & { readonly timeZone: string },
): Promise<Pick<AmoAccountConfig, 'baseUrl' | 'auth'>> {
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  mkdirSync(dirname(file), { recursive: true });
  const sandbox = await startSandbox({ file, clock, timeZone });
  resources.defer(() => sandbox.close());
  const token = sandbox.oauth.longLivedToken();
  return { baseUrl: sandbox.url, auth: { kind: 'long-lived', token } };
}

/** The settings that a pass works by. */
export function syncOptions({ config }: Settings<'amocrm' | 'sync'>): SyncOptions {
  const { amocrm, sync, timeZone, excluded } = config;
  const { tags, responsibleUserId } = amocrm;
  return {
    ...{ timeZone, excluded, tags, batchSize: sync.batchSize },
    ...{ policies: sync.policies, guard: sync.guard },
    ...(responsibleUserId === undefined ? {} : { responsibleUserId }),
  };
}

/** What a pass needs of the settings. */
export const syncParts = ['amocrm', 'ident', 'state', 'sync'] as const satisfies ConfigPart[];
