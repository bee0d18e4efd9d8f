import { z } from 'zod';
import type { RejectedRow, RowProblem } from '../errors/errors.ts';
import type { FieldId, WireField } from '../model/model.ts';

/** A row of a write, as far as errors about it can be traced back. */
export interface WrittenRow {
  readonly id?: number;
  readonly request_id?: string;
  readonly custom_fields_values?: readonly WireField[];
}

/** The field that amoCRM's `path` leads to: its indexes refer to the arrays that were sent. */
function fieldIdAt(row: WrittenRow | undefined, path: string): FieldId | null {
  const index = /^custom_fields_values\.(\d+)(\.|$)/.exec(path)?.[1];
  return index === undefined
    ? null
    : (row?.custom_fields_values?.[Number(index)]?.field_id ?? null);
}

const problem = z.object({ code: z.unknown().optional(), path: z.unknown().optional() });
const validationErrors = z.object({
  'validation-errors': z
    .array(
      z.object({
        request_id: z.union([z.string(), z.number()]).nullish(),
        errors: z.array(problem).nullish(),
      }),
    )
    .min(1),
});
const entityErrors = z.object({ errors: z.record(z.string(), z.unknown()) });

/**
 * The rows that a 400 names; `null` when it names none. Takes codes and paths alone, and those only if they look like
 * such: `detail` and the business errors' texts may repeat what a patient's field holds.
 */
export function rejectedRows(
  body: unknown,
  batch: readonly WrittenRow[],
): readonly RejectedRow[] | null {
  const byRequest = validationErrors.safeParse(body);
  if (byRequest.success) {
    return byRequest.data['validation-errors'].map(({ request_id, errors }) => {
      const row = request_id == null ? undefined : rowOf(batch, String(request_id));
      return {
        requestId: request_id == null ? null : (row?.request_id ?? String(request_id)),
        errors: (errors ?? []).map((error) => rowProblem(row, error)),
      };
    });
  }
  const byEntity = entityErrors.safeParse(body);
  if (!byEntity.success) return null;
  const ids = Object.keys(byEntity.data.errors);
  if (ids.length === 0) return null;
  return ids.map((id) => ({
    requestId:
      batch.find((row) => row.id !== undefined && String(row.id) === id)?.request_id ?? null,
    errors: [{ code: 'EntityError', path: '', fieldId: null }],
  }));
}

/** By its `request_id`; rows without one are known by their ordinal. */
function rowOf(batch: readonly WrittenRow[], requestId: string): WrittenRow | undefined {
  const named = batch.find((row) => row.request_id === requestId);
  if (named !== undefined || !/^\d{1,4}$/.test(requestId)) return named;
  const ordinal = batch[Number(requestId)];
  return ordinal?.request_id === undefined ? ordinal : undefined;
}

function rowProblem(row: WrittenRow | undefined, error: z.infer<typeof problem>): RowProblem {
  const code =
    typeof error.code === 'string' && /^(?=.*[a-z])[\w-]{1,64}$/i.test(error.code)
      ? error.code
      : 'Unnamed';
  // Some answers begin with the row's place in the request.
  const told = typeof error.path === 'string' ? error.path.replace(/^\d{1,4}\./, '') : '';
  const path = /^[a-z_]+(\.(\d{1,4}|[a-z_]+))*$/.test(told) ? told : '';
  return { code, path, fieldId: fieldIdAt(row, path) };
}
