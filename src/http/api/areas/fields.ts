import { passTokenMs } from '../../../amocrm/auth/access-tokens.ts';
import { AppError } from '../../../app-error.ts';
import type { Clinic } from '../../../clinic/clinic.ts';
import { isOff, offeredFields } from '../../../contact/model/field-choice.ts';
import { checkFields, createFields, type FieldLine } from '../../../sync/account/fields.ts';
import { sourceMemory } from '../../../sync/source/check-sources.ts';
import { record } from '../api-tools.ts';
import type { Answer, Handlers } from '../handlers.ts';
import type { IdentDesk } from '../ident-desk.ts';
import { problemOf } from '../problem.ts';
import { underLock } from '../under-lock.ts';

type Fields = Answer<'fields'>;

/** The fields: where IDENT has them, and how they stand in amoCRM. */
export function fieldsHandlers(
  clinic: Clinic,
  desk: IdentDesk,
): Handlers<'fields' | 'createFields'> {
  const { amo, state, line, options } = clinic;
  const setup = { amo, state, excluded: options.excluded, extra: options.extra };

  async function fields(): Promise<Fields> {
    const [probe, lines] = await Promise.all([
      attempt(() => desk.ask(async (ident) => ident.probe(await sourceMemory(state)))),
      attempt(() => checkFields(setup)),
    ]);
    const inAmo = new Map(lines.value?.map((line) => [line.field.key, line]));
    return {
      rows: offeredFields(options).map(({ key, no, name, type, sensitive }) => {
        const source = probe.value?.fields.get(key);
        const line = inAmo.get(key);
        return {
          ...{ key, no, name, type, sensitive, on: !isOff(key, options) },
          source: source === undefined ? null : { status: source.status, from: source.source },
          amo: line === undefined ? null : amoStatus(line),
        };
      }),
      databaseProblem: probe.problem,
      amoProblem: lines.problem,
    };
  }

  return {
    fields,
    createFields: async (_given, { who }) => {
      const { created, completed } = await underLock(clinic, 'fields create', async () => {
        await line.tokens.prepare(passTokenMs);
        return await createFields(setup);
      });
      await record(clinic, who, 'create-fields', String(created.length + completed.length));
      return { fields: await fields(), created, completed };
    },
  };
}

const amoStatus = ({ field, status, found, detail, adopted }: FieldLine) => ({
  ...{ status, detail, adopted },
  name: found === null || found.name === field.name ? null : found.name,
  id: found?.id ?? null,
});

interface Attempt<T> {
  readonly value: T | null;
  readonly problem: ReturnType<typeof problemOf> | null;
}

/** One side may be away: the other one is shown all the same. */
async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await ask(), problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { value: null, problem: problemOf(error) };
  }
}
