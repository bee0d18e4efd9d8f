import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AccessTokens } from '../amocrm/access-tokens.ts';
import type { AmoClient } from '../amocrm/amo-client.ts';
import type { AmoEvent } from '../amocrm/amo-event.ts';
import type { Limiter } from '../amocrm/limiter.ts';
import type { AmoAccountConfig, AmoMockConfig } from '../config/amo-config.ts';
import type { ConfigPart } from '../config/load-config.ts';
import type { ConnectionLane, Place } from '../ident/connection-lane.ts';
import { IdentError, identErrors } from '../ident/errors.ts';
import type { Ident } from '../ident/ident.ts';
import type { State } from '../state/open-state.ts';
import { besideLockFile, ProcessLock } from '../state/process-lock.ts';
import type { SyncOptions } from '../sync/pass/pass-context.ts';
import type { CliContext, Settings } from './context.ts';

/** What is opened for a command, and closed in reverse order at its end. */
export type Resources = AsyncDisposableStack;

/** The clinic's database for whoever holds the pass lock. */
export async function useIdent(
  resources: Resources,
  context: Pick<CliContext, 'clock' | 'signal'>,
  settings: Settings<'ident' | 'state'>,
): Promise<Ident> {
  const { forPasses } = await identOpener(context, settings);
  const ident = await forPasses(context.signal);
  resources.defer(() => ident.close());
  return ident;
}

/** The clinic's database for a command that looks at it beside the passes: it waits for another one that does. */
export async function useIdentBeside(
  resources: Resources,
  context: CliContext,
  settings: Settings<'ident'>,
  /** Null: the settings of the state cannot be read. */
  stateFile: string | null,
): Promise<Ident> {
  const { output, text } = context;
  const onWait = () => output.talk(output.talkPaint.dim(text.testDb.waiting));
  const place = { stateFile, onWait };
  const { beside } = await openerOf(context, settings, place);
  const ident = await beside(context.signal);
  resources.defer(() => ident.close());
  return ident;
}

/**
 * Opens the clinic's database as often as one likes, on two connections at most (I6), over all processes of this
 * installation: one for the passes, by turns, of whom only one holds the pass lock, and a spare one for who looks at it
 * beside them. The signal ends what is under way, whatever the server does.
 */
export interface IdentOpener {
  forPasses(signal?: AbortSignal): Promise<Ident>;
  beside(signal?: AbortSignal): Promise<Ident>;
}

/** Nobody sits before a page for longer. */
const patienceMs = 10_000;

/** The profile is read once. */
export async function identOpener(
  context: Pick<CliContext, 'clock' | 'signal'>,
  settings: Settings<'ident' | 'state'>,
): Promise<IdentOpener> {
  return await openerOf(context, settings, {
    stateFile: settings.config.state.file,
    patienceMs,
  });
}

interface SparePlace {
  readonly stateFile: string | null;
  readonly patienceMs?: number;
  readonly onWait?: () => void;
}

async function openerOf(
  { clock, signal }: Pick<CliContext, 'clock' | 'signal'>,
  { config, log }: Settings<'ident'>,
  spare: SparePlace,
): Promise<IdentOpener> {
  const { createIdent } = await import('../ident/reader.ts');
  const { ConnectionLane } = await import('../ident/connection-lane.ts');
  const { loadProfile } = await import('../ident/load-profile.ts');
  const { OverlapMemory } = await import('../ident/overlap-memory.ts');
  const { excluded, ident } = config;
  const profile = await loadProfile(ident.profile);
  const memory = new OverlapMemory();
  const on = (lane: ConnectionLane) => (ending?: AbortSignal) =>
    createIdent({
      ...{ database: ident.connection, profile, excluded, memory, clock, log },
      ...{ lane, signal: ending },
    });
  // A file of one's own is nobody's server.
  const place =
    ident.connection.client === 'sqlite' ? undefined : sparePlace(spare, { clock, signal });
  return { forPasses: on(new ConnectionLane()), beside: on(new ConnectionLane(place)) };
}

/** @throws IdentError IDENT_BUSY when others have it for longer than one waits. */
function sparePlace(
  { stateFile, patienceMs, onWait }: SparePlace,
  { clock, signal }: Pick<CliContext, 'clock' | 'signal'>,
): Place | undefined {
  // Without a state there is no service beside this command.
  if (stateFile === null || !existsSync(dirname(stateFile))) return undefined;
  const lock = new ProcessLock(besideLockFile(stateFile), clock);
  return async () => {
    const over = new AbortController();
    const done = new AbortController();
    if (patienceMs !== undefined) {
      clock.sleep(patienceMs, done.signal).then(
        () => over.abort(new IdentError(identErrors.busy())),
        () => undefined,
      );
    }
    try {
      return await lock.acquire({
        signal: AbortSignal.any([signal, over.signal]),
        ...(onWait && { onWait }),
      });
    } finally {
      done.abort();
    }
  };
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
  const { replaceableTokens } = await import('../amocrm/given-token.ts');
  const { oauthTokens } = await import('../amocrm/oauth-tokens.ts');
  const { amocrm, timeZone } = config;
  const { baseUrl, auth } = amocrm.mock
    ? await useMock(resources, amocrm, { clock, timeZone })
    : amocrm;
  const limiter = createLimiter({ store: state.slots, clock, pace: amocrm.rate });
  const tokens =
    auth.kind === 'long-lived'
      ? replaceableTokens({
          setting: { token: auth.token, baseUrl },
          ...{ store: state.givenToken, clock },
          ...(asked && { looksMs: [] }),
        })
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
