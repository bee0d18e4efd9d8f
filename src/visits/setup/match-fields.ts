import type { AmoField } from '../../amocrm/model/model.ts';
import { named } from './named.ts';
import {
  besideName,
  isApiOnly,
  type VisitField,
  type VisitFieldKey,
  visitFields,
} from './visit-fields.ts';

export interface FieldLine {
  readonly field: VisitField;
  readonly status: 'ok' | 'missing' | 'off';
  readonly found: AmoField | null;
  /** Found by its name, made by somebody: it is used as it is. */
  readonly isAdopted: boolean;
  /** Somebody's field has this name and cannot carry our values: ours stands, or will stand, beside it. */
  readonly isNameTaken: boolean;
}

type Known = Readonly<Partial<Record<VisitFieldKey, number>>>;

/** Finds our fields of deals: by the id that was used before, by our code, by name where the type fits. */
export function matchVisitFields(
  all: readonly AmoField[],
  { withDoctors, known }: { readonly withDoctors: boolean; readonly known: Known },
): readonly FieldLine[] {
  return visitFields.map((field): FieldLine => {
    const fit = all.filter(
      (one) => one.type === field.type && (!isApiOnly(field) || one.isApiOnly),
    );
    const found =
      fit.find(({ id }) => id === known[field.key]) ??
      fit.find(({ code }) => code === field.code) ??
      named(fit, field.name)[0] ??
      named(fit, besideName(field))[0] ??
      null;
    const isAdopted = found !== null && found.code !== field.code && found.id !== known[field.key];
    const isNameTaken = named(all, field.name).some(({ id }) => id !== found?.id);
    const isOff = field.key === 'visit_doctor' && !withDoctors;
    const status = found === null ? 'missing' : 'ok';
    return { field, status: isOff ? 'off' : status, found, isAdopted, isNameTaken };
  });
}
