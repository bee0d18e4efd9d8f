import { type Answer, type BadRow, emptyRequest, invalidRows, problem } from '../http/answer.ts';
import { type Call, isObject, parseJson } from '../http/call.ts';
import type { RowError } from '../wire.ts';

/** The hard limit of a write; 50 is recommended. */
const rowLimit = 250;

export interface Row {
  readonly requestId: string;
  readonly row: unknown;
}

/** The rows of a batch with their request ids; or the answer that refuses it. */
export function readBatch(call: Call): readonly Row[] | Answer {
  if (call.body === '') return emptyRequest;
  const body = parseJson(call.body);
  if (!body.ok) return problem(400, 'Invalid request body');
  if (!Array.isArray(body.value)) {
    const error = { code: 'InvalidType', path: '', detail: 'This value should be of type array.' };
    return invalidRows([{ requestId: '0', errors: [error] }]);
  }
  if (body.value.length === 0) return emptyRequest;
  if (body.value.length > rowLimit) return problem(422, `Limit ${rowLimit} per page`);
  return body.value.map((row: unknown, index) => ({ requestId: requestIdOf(row, index), row }));
}

/** A single object as a batch of one. */
export function readSingle(call: Call): readonly Row[] | Answer {
  const body = parseJson(call.body);
  if (call.body === '' || !body.ok || !isObject(body.value)) return emptyRequest;
  return [{ requestId: requestIdOf(body.value, 0), row: body.value }];
}

/** Yours, or else the ordinal, as text. */
const requestIdOf = (row: unknown, index: number): string => {
  const own = isObject(row) ? row['request_id'] : undefined;
  return typeof own === 'string' || typeof own === 'number' ? String(own) : String(index);
};

/** Judges every row; one bad row refuses all. */
export function judgeRows<T>(
  call: Call,
  rows: readonly Row[],
  judge: (row: unknown, errors: RowError[]) => T,
): readonly (T & { readonly requestId: string })[] | Answer {
  const bad: BadRow[] = [];
  const good = rows.map(({ requestId, row }, index) => {
    const errors: RowError[] = [];
    const judged = judge(row, errors);
    const refused = call.refuseRow?.(row, index);
    if (refused) errors.push(refused);
    if (errors.length > 0) bad.push({ requestId, errors });
    return { ...judged, requestId };
  });
  return bad.length > 0 ? invalidRows(bad) : good;
}

export const isAnswer = (value: object): value is Answer => !Array.isArray(value);
