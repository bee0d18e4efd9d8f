import { firstSource } from '../../../contact/model/patient-key.ts';
import type { State } from '../../../state/open-state.ts';
import { type Diagnosis, ok, problem, warning } from '../../diagnosis.ts';

/** A database as the doctor found it. */
export interface SeenDatabase {
  readonly identity: string;
  /** Patients in it. */
  readonly count: number;
}

/** Whether this is the database that the state knows for a source's, as far as its name and the number of its patients tell. */
export async function judgeOwner(
  state: Pick<State, 'meta' | 'links'>,
  { identity, count }: SeenDatabase,
  source = firstSource,
): Promise<Diagnosis> {
  const known = (await state.meta.of(source).get('databaseIdentity')) ?? null;
  const linked = await state.links.count('linked', source);
  const isSame = known === identity;
  const found = isSame
    ? {
        ru: `да: пациентов в состоянии ${linked}, в базе ${count}`,
        en: `yes: ${linked} patients in the state, ${count} in the database`,
      }
    : {
        ru: `состояние принадлежит ${known === null ? 'неизвестно какой базе' : `базе «${known}»`}, пациентов в нём ${linked}; в подключённой «${identity}»: ${count}`,
        en: `the state belongs to ${known === null ? 'nobody knows which database' : `the database "${known}"`}, with ${linked} patients; the connected "${identity}" has ${count}`,
      };
  if (isSame ? linked === 0 || count * 2 > linked : known === null && linked === 0) {
    return ok('owner', known === null ? nobodys : found);
  }
  const advice = {
    ru: 'Та ли это база? Проверьте DB_HOST и DB_NAME. Если база переехала и это те же пациенты, запустите один раз sync --accept-database',
    en: 'Is this the right database? Check DB_HOST and DB_NAME. If it moved and has the same patients, run sync --accept-database once',
  };
  const command = 'ident-amocrm test-db';
  if (!isSame) {
    return problem('owner', { code: 'OTHER_DATABASE', found, advice, command });
  }
  return warning('owner', { code: 'DOCTOR_PATIENTS_GONE', found, advice, command });
}

const nobodys = {
  ru: 'состояние ещё не принадлежит никакой базе',
  en: 'the state does not belong to a database yet',
};
