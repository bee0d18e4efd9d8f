import type { AmoClient } from '../../../amocrm/amo-client.ts';
import { chosenToken } from '../../../amocrm/auth/given-token.ts';
import type { AmoAccount } from '../../../amocrm/model/model.ts';
import { AppError } from '../../../app-error.ts';
import type { Clinic } from '../../../clinic/clinic.ts';
import type { Source } from '../../../clinic/source.ts';
import { chosenFields } from '../../../contact/model/field-choice.ts';
import type { ServerInfo } from '../../../ident/connection/server.ts';
import { isRead, type SourceReport } from '../../../ident/patients/resolve.ts';
import { sourceMemory } from '../../../sync/source/check-sources.ts';
import type { Consent } from '../../oauth/consent.ts';
import { type ApiTools, byUser, record } from '../api-tools.ts';
import { ApiError, apiErrors } from '../errors.ts';
import type { Answer, Handlers } from '../handlers.ts';
import type { IdentDesk } from '../ident-desk.ts';
import type { PlanJob } from '../plan-job.ts';
import { problemOf } from '../problem.ts';
import { giveToken } from './give-token.ts';

type SetupRoute =
  | 'setup'
  | 'testDatabase'
  | 'testAmo'
  | 'beginOauth'
  | 'finishOauth'
  | 'giveToken'
  | 'plan'
  | 'makePlan'
  | 'start';

/** From nothing to the first load, step by step. */
export function setupHandlers(
  tools: ApiTools,
  { desk, plan }: { readonly desk: IdentDesk; readonly plan: PlanJob },
): Handlers<SetupRoute> {
  const { service, clinic } = tools;
  const { amo } = clinic;
  /** Kept while the service runs: a page that is loaded anew is as far as it was. */
  let hasAnswered = false;
  return {
    setup: async () => await standing(tools, hasAnswered),
    testDatabase: async () => {
      const test = await testDatabase(clinic, desk);
      hasAnswered = test.ok;
      return test;
    },
    testAmo: async () => await testAmo(amo),
    giveToken: async ({ body }, { who }) => {
      const { tokenSetting } = tools;
      if (tokenSetting === null) throw new ApiError(apiErrors.notLongLived());
      return await tested(async () =>
        factsOf(await giveToken(tools, tokenSetting, body.token, byUser(who))),
      );
    },
    beginOauth: async (_given, { who }) => {
      const { authorisation } = integration(tools);
      await service.holdFirstLoad(byUser(who));
      await record(clinic, who, 'authorise-begin');
      return { url: authorisation.begin().url };
    },
    finishOauth: async ({ body }) => {
      const outcome = await integration(tools).authorisation.finishByHand(body.code);
      if (outcome.kind === 'refused') return { ok: false, problem: problemOf(outcome.error) };
      return await testAmo(amo);
    },
    plan: async () => plan.current,
    makePlan: async () => plan.start(),
    start: async (_given, { who }) => {
      await service.begin(byUser(who));
      return {};
    },
  };
}

function integration({ consent }: ApiTools): Consent {
  if (consent === null) throw new ApiError(apiErrors.notOauth());
  return consent;
}

async function standing(tools: ApiTools, hasAnswered: boolean): Promise<Answer<'setup'>> {
  const { service, clinic, consent } = tools;
  const { state, source, line, options } = clinic;
  const { access, firstLoadDone, unasked, pauses, databaseLostSince, now } = await service.facts();
  const accountId = (await state.meta.get('accountId')) ?? null;
  const known = (await state.meta.get('databaseIdentity')) ?? null;
  const bound = new Set((await state.fields.all()).map(({ key }) => key));
  // A long-lived token that is there is good only once amoCRM has said so.
  const looked = await lookedAt(tools);
  const wasTaken = accountId !== null || bound.size > 0 || looked.amocrm;
  const { kind, expiresAt } = access;
  const isTaken = kind === 'oauth' ? expiresAt !== null : wasTaken;
  const isOver = kind === 'long-lived' && expiresAt !== null && expiresAt <= now;
  const isRefused = isOver || pauses.some(({ reason }) => reason === 'auth');
  const wanted = chosenFields(options);
  return {
    database: {
      ...databaseOf(source.database),
      known,
      answered: databaseLostSince === null && (hasAnswered || known !== null || looked.database),
    },
    amocrm: {
      ...access,
      baseUrl: line.baseUrl,
      connected: isTaken && !isRefused,
      isRefused,
      givenToken: await givenTokenOf(tools),
      accountId,
      redirect: consent && { uri: consent.redirectUri, leadsHere: consent.leadsHere },
    },
    fields: { bound: wanted.filter(({ key }) => bound.has(key)).length, wanted: wanted.length },
    firstLoadDone,
    unasked: unasked !== null,
  };
}

/** What the set-up page saved it had looked at first; what the environment sets since then it has not. */
async function lookedAt({ clinic, tokenSetting }: ApiTools) {
  const saved = (await clinic.state.settings.load())?.values ?? {};
  const token = saved['AMOCRM_LONG_LIVED_TOKEN']?.trim();
  return {
    database: ['DB_HOST', 'TIMEZONE'].some((name) => saved[name] !== undefined),
    amocrm: token !== undefined && token === tokenSetting?.token,
  };
}

async function givenTokenOf({ clinic, tokenSetting }: ApiTools) {
  const given = tokenSetting && (await clinic.state.givenToken.load());
  if (tokenSetting === null || given === null) return null;
  return { at: given.givenAt, isUsed: chosenToken(tokenSetting, given).origin === 'given' };
}

const databaseOf = ({ client, file, host, database }: Clinic['source']['database']) => ({
  client,
  target: client === 'sqlite' ? (file ?? '') : `${host}/${database}`,
});

/** All databases of the clinic: the test is good when each of them is. */
async function testDatabase(clinic: Clinic, desk: IdentDesk): Promise<Answer<'testDatabase'>> {
  const { log, sources } = clinic;
  const asked = Promise.all(sources.map(({ ident }) => ident.instances()));
  const test = await tested(async () => {
    const each: SourceTest[] = [];
    for (const source of sources) each.push(await testSource(clinic, desk, source));
    const sum = (of: (one: SourceTest) => number) => each.reduce((all, one) => all + of(one), 0);
    const list = (of: (one: SourceTest) => string) => [...new Set(each.map(of))].join('; ');
    const [first] = each;
    const patients = sum((one) => one.patients);
    const queryMs = sum((one) => one.queryMs);
    log.info({ patients, queryMs }, 'database tested');
    const counted = (count: (statuses: readonly FieldStatus[]) => number) =>
      Math.min(...each.map(({ statuses }) => count(statuses)));
    const all = first?.statuses.length ?? 0;
    const off = counted((statuses) => statuses.filter((status) => status === 'off').length);
    // What one of them lacks is lacking.
    const found = counted((statuses) => statuses.filter(isRead).length);
    return {
      ok: true as const,
      ...{ server: list((one) => one.version), identity: list((one) => one.identity) },
      ...{ serverTime: first?.now.slice(0, 19) ?? '', patients },
      changeSources: [...new Set(each.flatMap((one) => one.changeSources))],
      fields: { found, missing: all - found - off, off },
      queryMs,
    };
  });
  const instances = (await asked).flat();
  return { ...test, instances };
}

type FieldStatus = SourceReport['status'];

interface SourceTest extends ServerInfo {
  readonly patients: number;
  readonly changeSources: readonly string[];
  readonly statuses: readonly FieldStatus[];
  readonly queryMs: number;
}

const testSource = ({ state }: Clinic, desk: IdentDesk, source: Source): Promise<SourceTest> =>
  desk.ask(async (ident) => {
    const server = await ident.server();
    const memory = await sourceMemory({ meta: state.meta.of(source.number), key: state.key });
    const { fields, changeSources } = await ident.probe(memory);
    return {
      ...{ ...server, changeSources, patients: await ident.count() },
      statuses: [...fields.values()].map(({ status }) => status),
      queryMs: Math.round(ident.queryMs),
    };
  }, source);

async function testAmo(amo: Pick<AmoClient, 'account'>): Promise<Answer<'testAmo'>> {
  return await tested(async () => factsOf(await amo.account()));
}

const factsOf = ({ id, name, subdomain, timeZone }: AmoAccount) =>
  ({ ok: true, accountId: id, name, subdomain, timeZone }) as const;

/** That something does not answer is what a test is made to tell. */
async function tested<T>(
  test: () => Promise<T>,
): Promise<T | { readonly ok: false; readonly problem: ReturnType<typeof problemOf> }> {
  try {
    return await test();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, problem: problemOf(error) };
  }
}
