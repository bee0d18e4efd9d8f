import { chosenToken } from '../../../../amocrm/auth/given-token.ts';
import { chosenFields } from '../../../../contact/model/field-choice.ts';
import type { FieldKey } from '../../../../contact/model/table.ts';
import type { ServiceFacts } from '../../../../health/facts.ts';
import { isOfDatabase } from '../../../../health/read-facts.ts';
import type { Pause } from '../../../../state/record/pauses.ts';
import type { ApiParts, ApiTools } from '../../api-tools.ts';
import type { Answer } from '../../handlers.ts';
import type { DatabaseAnswer } from '../../ident-desk.ts';

type Standing = Answer<'setup'>;

/** What was heard longer ago is not known any more. */
const freshMs = 15 * 60_000;

/** How far the set-up is, by what the state holds and what was heard last; asks nobody. */
export async function setupStanding(tools: ApiParts): Promise<Standing> {
  const facts = await tools.service.facts(tools.reads);
  const { firstLoadDone, unasked } = facts;
  const saved = await lookedAt(tools);
  return {
    database: await databaseStanding(tools, { facts, wasLookedAt: saved.database }),
    amocrm: await amoStanding(tools, { facts, wasLookedAt: saved.amocrm }),
    fields: await fieldsStanding(tools, facts),
    firstLoadDone,
    unasked: unasked !== null,
  };
}

interface Given {
  readonly facts: ServiceFacts;
  /** The set-up page has tried it before it was saved. */
  readonly wasLookedAt: boolean;
}

async function databaseStanding(
  { clinic: { state, source, sources }, desk }: ApiParts,
  { facts, wasLookedAt }: Given,
): Promise<Standing['database']> {
  const known = (await state.meta.get('databaseIdentity')) ?? null;
  const firstLoads = await state.meta.ofSources('firstLoad');
  const identities = await state.meta.ofSources('databaseIdentity');
  const answers = sources.map(({ number, name }) => {
    // One whose first load waits for a person's word is opened by no pass.
    const isWithheld = firstLoads.get(number)?.is === 'waiting';
    const toPasses = isWithheld ? undefined : answerToPasses(facts, name);
    const answer = latest([desk.lastAnswer(number), toPasses]);
    return { answer, wasThere: identities.has(number) || wasLookedAt };
  });
  const trouble = codeOf(facts.pauses, (pause) => pause.reason === 'drift' && !isOfFields(pause));
  const { client, file, host, database } = source.database;
  return {
    client,
    target: client === 'sqlite' ? (file ?? '') : `${host}/${database}`,
    known,
    answered: answers.every(({ answer, wasThere }) => answer?.isThere ?? wasThere),
    isKnown: answers.every(
      ({ answer }) => answer !== undefined && facts.now - answer.at <= freshMs,
    ),
    trouble,
  };
}

/** Undefined: the last pass did not get as far as to ask it. */
function answerToPasses(
  { sourcesAway, lastPass }: ServiceFacts,
  name: string,
): DatabaseAnswer | undefined {
  if (lastPass === null || lastPass.endedAt === null) return undefined;
  const at = lastPass.endedAt;
  if (sourcesAway.some((away) => away.name === name)) return { at, isThere: false };
  const { outcome, errorCode, counts } = lastPass;
  if (outcome === 'failed' && isOfDatabase(errorCode)) return { at, isThere: false };
  // One that was stopped, or failed elsewhere, may not have come as far as to ask.
  const hasAsked = outcome === 'ok' || outcome === 'rows-rejected' || (counts['queryMs'] ?? 0) > 0;
  return hasAsked ? { at, isThere: true } : undefined;
}

/** Of two of the same moment the worse one. */
const latest = (answers: readonly (DatabaseAnswer | undefined)[]): DatabaseAnswer | undefined =>
  answers
    .filter((one) => one !== undefined)
    .toSorted((a, b) => b.at - a.at || Number(a.isThere) - Number(b.isThere))[0];

async function amoStanding(
  tools: ApiTools,
  { facts, wasLookedAt }: Given,
): Promise<Standing['amocrm']> {
  const { clinic, consent } = tools;
  const { state, line } = clinic;
  const { access, pauses, now } = facts;
  const { kind, expiresAt } = access;
  const accountId = (await state.meta.get('accountId')) ?? null;
  const { last } = line.heard;
  // A long-lived token that is there is good only once amoCRM has said so.
  const wasTaken = accountId !== null || facts.fieldsBound || wasLookedAt || last?.isTaken === true;
  const isGiven = kind === 'oauth' ? expiresAt !== null : wasTaken;
  const isOver = kind === 'long-lived' && expiresAt !== null && expiresAt <= now;
  const hasToken = kind !== 'oauth' || expiresAt !== null;
  // A pass that ended well since was let in, on whichever machine.
  const isTurnedAway = hasToken && last?.isTaken === false && goodPassAt(facts) <= last.at;
  const isRefused = isOver || isTurnedAway || pauses.some(({ reason }) => reason === 'auth');
  return {
    ...access,
    baseUrl: line.baseUrl,
    connected: isGiven && !isRefused,
    isRefused,
    isKnown: last !== null && now - last.at <= freshMs,
    trouble: codeOf(pauses, ({ reason }) => reason === 'account' || reason === 'circuit'),
    givenToken: await givenTokenOf(tools),
    accountId,
    redirect: consent && { uri: consent.redirectUri, leadsHere: consent.leadsHere },
  };
}

async function fieldsStanding(
  { clinic: { state, options }, fields: { last } }: ApiParts,
  facts: ServiceFacts,
): Promise<Standing['fields']> {
  const bound = new Set((await state.fields.all()).map(({ key }) => key));
  // A pass that ended well since has written them.
  const wholeAt = goodPassAt(facts);
  const isFit = (key: FieldKey) => last === null || last.at < wholeAt || last.fit.has(key);
  const wanted = chosenFields(options);
  return {
    bound: wanted.filter(({ key }) => bound.has(key) && isFit(key)).length,
    wanted: wanted.length,
    isKnown: facts.now - Math.max(wholeAt, last?.at ?? 0) <= freshMs,
    trouble: codeOf(facts.pauses, (pause) => pause.reason === 'drift' && isOfFields(pause)),
  };
}

/** Wall ms; 0: none has ended well so far. */
const goodPassAt = ({ lastIncrementalAt, lastDeepAt }: ServiceFacts): number =>
  Math.max(lastIncrementalAt ?? 0, lastDeepAt ?? 0);

/** amoCRM's, which are the third step's. */
const isOfFields = ({ code }: Pause): boolean => code?.startsWith('FIELDS_') === true;

const codeOf = (pauses: readonly Pause[], isMeant: (pause: Pause) => boolean): string | null => {
  const found = pauses.find(isMeant);
  return found === undefined ? null : (found.code ?? found.reason);
};

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
