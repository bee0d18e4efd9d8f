import type { AmoClient } from '../amocrm/amo-client.ts';
import type { AccessTokens } from '../amocrm/auth/access-tokens.ts';
import { chosenToken } from '../amocrm/auth/given-token.ts';
import { longLivedTokens } from '../amocrm/auth/long-lived-tokens.ts';
import { NotAuthorisedError } from '../amocrm/errors/auth-errors.ts';
import { createLimiter } from '../amocrm/limiter/limiter.ts';
import {
  freshLimiterState,
  type LimiterState,
  type SlotStore,
} from '../amocrm/limiter/limiter-state.ts';
import { memorySlotStore } from '../amocrm/limiter/memory-slot-store.ts';
import { AmoLine } from '../clinic/amo-line.ts';
import type { AmoAccountConfig } from '../config/parts/amo-config.ts';
import type { VisitsConfig } from '../config/parts/visits-config.ts';
import type { State } from '../state/open-state.ts';
import { checkVisits } from '../sync/account/visits-setup.ts';
import { checkAmo, judgePace, judgeToken, type TokenFacts } from './checks/amocrm.ts';
import { judgeRobots } from './checks/visit-robots.ts';
import { judgeVisits } from './checks/visits.ts';
import { allSkipped, type Diagnosis, failed, ok } from './diagnosis.ts';
import type { Installation } from './installation.ts';

const ofAccount = ['amocrm', 'zone', 'fields'] as const;

/** amoCRM through the same client as the service, at the pace that all processes share. */
export async function examineAmo(
  installation: Pick<Installation, 'base' | 'clock' | 'log'> & {
    readonly parts: Pick<Installation['parts'], 'amocrm'>;
  },
  state: State | null,
): Promise<readonly Diagnosis[]> {
  const { parts, base, clock, log } = installation;
  const { amocrm } = parts;
  if (amocrm === null) return [];
  const slots = state?.slots ?? memorySlotStore();
  const pace = judgePace(amocrm.rate, await paceOf(slots), clock.now());
  if (amocrm.mock) {
    const sandbox = { ru: 'песочница (USE_MOCK_AMOCRM)', en: 'sandbox (USE_MOCK_AMOCRM)' };
    return [ok('token', sandbox), ...allSkipped(ofAccount, sandbox), pace];
  }
  let access: Access;
  try {
    access = await accessOf(amocrm, state, installation);
  } catch (error) {
    return [failed('token', error, 'ident-amocrm auth'), pace];
  }
  const { facts, tokens } = access;
  const now = clock.now();
  const token = judgeToken(facts, now, base.timeZone);
  if (tokens === null) {
    const stale = {
      ru: 'токен обновится при запуске службы',
      en: 'the token renews when the service starts',
    };
    return [token, ...allSkipped(ofAccount, stale), pace];
  }
  const limiter = createLimiter({ store: slots, clock, pace: amocrm.rate });
  const { client } = new AmoLine({ baseUrl: amocrm.baseUrl, tokens, limiter, clock, log });
  const account = await checkAmo(client, {
    timeZone: base.timeZone,
    excluded: base.excluded,
    extra: base.extra,
    now,
    knownAccount: (await state?.meta.get('accountId')) ?? null,
    bindings: state?.fields ?? { all: async () => [] },
  });
  const isOurs = account.some(({ check, verdict }) => check === 'amocrm' && verdict === 'ok');
  const visits = state === null || !isOurs ? [] : await examineVisits(client, state, base.visits);
  return [token, ...account, ...visits, pace];
}

/** A clinic that never set up visits is told nothing of them; one that did is told what of the set-up is gone. */
async function examineVisits(
  amo: AmoClient,
  state: State,
  { choice }: VisitsConfig,
): Promise<readonly Diagnosis[]> {
  if ((await state.meta.get('visitsSetup')) === undefined) return [];
  try {
    const account = await checkVisits({ amo, state, choice });
    const judged = judgeVisits(account);
    const robots = await judgeRobots(amo, state, account.pipelines);
    // What is wrong is not also well.
    return robots.length > 0
      ? [...judged.filter(({ verdict }) => verdict !== 'ok'), ...robots]
      : judged;
  } catch (error) {
    return [failed('visits', error)];
  }
}

interface Access {
  readonly facts: TokenFacts;
  /** Null: the stored token is over, and a refresh would be a change. */
  readonly tokens: AccessTokens | null;
}

async function accessOf(
  { auth, baseUrl }: AmoAccountConfig,
  state: State | null,
  { clock }: Pick<Installation, 'clock'>,
): Promise<Access> {
  if (auth.kind === 'long-lived') {
    const given = (await state?.givenToken.load()) ?? null;
    const { token, origin } = chosenToken({ token: auth.token, baseUrl }, given);
    const tokens = longLivedTokens(token, clock, [], origin);
    const { expiresAt } = tokens;
    return { facts: { kind: 'long-lived', expiresAt, isGiven: origin === 'given' }, tokens };
  }
  const pair = (await state?.tokens.load()) ?? null;
  if (pair === null) throw new NotAuthorisedError();
  const facts: TokenFacts = { kind: 'oauth', expiresAt: pair.expiresAt };
  if (pair.expiresAt <= clock.now()) return { facts, tokens: null };
  const tokens: AccessTokens = {
    current: async () => pair.accessToken,
    refreshAfter401: async () => {
      throw new NotAuthorisedError();
    },
    prepare: async () => {},
  };
  return { facts, tokens };
}

async function paceOf(slots: SlotStore): Promise<LimiterState | null> {
  return await slots.transact((state) => [state ?? freshLimiterState, state]);
}
