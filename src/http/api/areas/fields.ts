import { passTokenMs } from '../../../amocrm/auth/access-tokens.ts';
import { AppError } from '../../../app-error.ts';
import type { Clinic } from '../../../clinic/clinic.ts';
import { isOff, offeredFields } from '../../../contact/model/field-choice.ts';
import type { FieldKey } from '../../../contact/model/table.ts';
import type { Probe } from '../../../ident/ident.ts';
import type { SourceReport } from '../../../ident/patients/resolve.ts';
import type { FieldLine } from '../../../sync/account/account-fields.ts';
import { checkFields, createFields } from '../../../sync/account/fields.ts';
import { sourceMemory } from '../../../sync/source/check-sources.ts';
import { type ApiParts, record } from '../api-tools.ts';
import type { Answer, Handlers } from '../handlers.ts';
import type { IdentDesk } from '../ident-desk.ts';
import { orAppError, problemOf } from '../problem.ts';
import { underLock } from '../under-lock.ts';

type Fields = Answer<'fields'>;

/** The fields: where IDENT has them, and how they stand in amoCRM. */
export function fieldsHandlers({
  clinic,
  desk,
  fields: seen,
}: Pick<ApiParts, 'clinic' | 'desk' | 'fields'>): Handlers<'fields' | 'createFields'> {
  const { amo, state, line, options } = clinic;
  const setup = { amo, state, excluded: options.excluded, extra: options.extra };

  async function fields(): Promise<Fields> {
    // One side may be away: the other one is shown all the same.
    const [probe, lines] = await Promise.all([
      orAppError(() => sourceReports(clinic, desk)),
      orAppError(() => checkFields(setup)),
    ]);
    const inIdent = probe instanceof AppError ? null : probe;
    const inAmo = new Map<FieldKey, FieldLine>();
    if (!(lines instanceof AppError)) {
      seen.see(lines, clinic.clock.now());
      for (const line of lines) inAmo.set(line.field.key, line);
    }
    return {
      rows: offeredFields(options).map(({ key, no, name, type, sensitive }) => {
        const source = inIdent?.get(key);
        const line = inAmo.get(key);
        return {
          key,
          no,
          name,
          type,
          sensitive,
          on: !isOff(key, options),
          source: source === undefined ? null : { status: source.status, from: source.source },
          amo: line === undefined ? null : amoStatus(line),
        };
      }),
      databaseProblem: probe instanceof AppError ? problemOf(probe) : null,
      amoProblem: lines instanceof AppError ? problemOf(lines) : null,
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

/** Of several databases, how a field stands in each, with the one that has it worst first. */
async function sourceReports(
  { state, sources }: Clinic,
  desk: IdentDesk,
): Promise<ReadonlyMap<FieldKey, SourceReport>> {
  const each: { readonly name: string; readonly fields: Probe['fields'] }[] = [];
  for (const source of sources) {
    const memory = await sourceMemory({ meta: state.meta.of(source.number), key: state.key });
    const { fields } = await desk.ask((ident) => ident.probe(memory), source);
    each.push({ name: source.name, fields });
  }
  const [first] = each;
  if (first === undefined || each.length === 1) return first?.fields ?? new Map();
  return new Map(
    [...first.fields.keys()].map((key) => {
      const found = each.map(({ name, fields }) => ({
        ...(fields.get(key) ?? { status: 'missing' as const, source: null }),
        name,
      }));
      const [worst = first.fields.get(key)] = found.toSorted(
        (a, b) => worstFirst.indexOf(a.status) - worstFirst.indexOf(b.status),
      );
      const isAlike = new Set(found.map(({ source }) => source)).size === 1;
      const told = found.map(({ name, source }) => `${name}: ${source ?? '—'}`).join('; ');
      const report: SourceReport = {
        status: worst?.status ?? 'missing',
        source: isAlike ? (found[0]?.source ?? null) : told,
      };
      return [key, report] as const;
    }),
  );
}

const worstFirst: readonly SourceReport['status'][] = [
  ...(['lost', 'missing', 'unconfirmed', 'computed', 'found', 'off'] as const),
];

const amoStatus = ({ field, status, found, detail, adopted }: FieldLine) => ({
  status,
  detail,
  adopted,
  name: found === null || found.name === field.name ? null : found.name,
  id: found?.id ?? null,
});
