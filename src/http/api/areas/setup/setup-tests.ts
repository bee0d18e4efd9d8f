import type { AmoAccount } from '../../../../amocrm/model/model.ts';
import { AppError } from '../../../../app-error.ts';
import type { Source } from '../../../../clinic/source.ts';
import { isRead, type SourceReport } from '../../../../ident/patients/resolve.ts';
import { judgeServerClock, type ServerClock } from '../../../../ident/server-clock.ts';
import { checkFields } from '../../../../sync/account/fields.ts';
import { sameAccount } from '../../../../sync/account/same-account.ts';
import { sourceMemory } from '../../../../sync/source/check-sources.ts';
import type { ApiParts } from '../../api-tools.ts';
import type { Answer } from '../../handlers.ts';
import { orAppError, problemOf } from '../../problem.ts';

/** All databases of the clinic: the test is good when each of them is. */
export async function testDatabase(
  tools: Pick<ApiParts, 'clinic' | 'desk'>,
): Promise<Answer<'testDatabase'>> {
  const { log, sources } = tools.clinic;
  const asked = Promise.all(sources.map(({ ident }) => ident.instances()));
  const test = await tested(async () => {
    const each: SourceTest[] = [];
    for (const source of sources) each.push(await testSource(tools, source));
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
      server: list((one) => one.version),
      identity: list((one) => one.identity),
      serverTime: first?.now.slice(0, 19) ?? '',
      patients,
      clock: each.map((one) => one.serverClock).toSorted(worstFirst)[0] ?? null,
      changeSources: [...new Set(each.flatMap((one) => one.changeSources))],
      fields: { found, missing: all - found - off, off },
      queryMs,
    };
  });
  const instances = (await asked).flat();
  return { ...test, instances };
}

const worstFirst = (a: ServerClock | null, b: ServerClock | null): number =>
  (b?.apartSeconds ?? -1) - (a?.apartSeconds ?? -1);

type FieldStatus = SourceReport['status'];

type SourceTest = Awaited<ReturnType<typeof testSource>>;

const testSource = (
  { clinic: { state, clock, timeZone }, desk }: Pick<ApiParts, 'clinic' | 'desk'>,
  source: Source,
) =>
  desk.ask(async (ident) => {
    const server = await ident.server();
    // A file has none of its own.
    const isFile = source.ident.database.client === 'sqlite';
    const serverClock = isFile ? null : judgeServerClock(server.now, clock.now(), timeZone);
    const memory = await sourceMemory({ meta: state.meta.of(source.number), key: state.key });
    const { fields, changeSources } = await ident.probe(memory);
    return {
      ...server,
      serverClock,
      changeSources,
      patients: await ident.count(),
      statuses: [...fields.values()].map(({ status }) => status),
      queryMs: Math.round(ident.queryMs),
    };
  }, source);

/**
 * Whether amoCRM lets us do what every pass does first: read the account, which is the state's own, contacts and fields.
 */
export async function testAmo({
  clinic: { line, state, options, clock },
  fields,
}: Pick<ApiParts, 'clinic' | 'fields'>): Promise<Answer<'testAmo'>> {
  const amo = line.clientOfPerson;
  return await tested(async () => {
    const account = await amo.account();
    const known = await state.meta.get('accountId');
    if (known !== undefined) sameAccount(known, account.id);
    await amo.contacts({ limit: 1 });
    fields.see(await checkFields({ amo, state, ...options }), clock.now());
    return factsOf(account);
  });
}

export const factsOf = ({ id, name, subdomain, timeZone }: AmoAccount) =>
  ({ ok: true, accountId: id, name, subdomain, timeZone }) as const;

/** That something does not answer is what a test is made to tell. */
export async function tested<T>(
  test: () => Promise<T>,
): Promise<T | { readonly ok: false; readonly problem: ReturnType<typeof problemOf> }> {
  const told = await orAppError(test);
  return told instanceof AppError ? { ok: false, problem: problemOf(told) } : told;
}
