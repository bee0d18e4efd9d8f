import { z } from 'zod';
import {
  type AmoError,
  BadRequestError,
  ForbiddenError,
  NotFoundError,
  PaymentRequiredError,
  QuotaExceededError,
  TooLargeError,
  UnexpectedAnswerError,
  ValidationError,
} from './errors.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { rejectedRows, type WrittenRow } from './rejected-rows.ts';

/** What the answer was an answer to. */
export interface RefusalContext {
  /** `PATCH /contacts`: a template, never a URL with values. */
  readonly route: string;
  readonly batch: readonly WrittenRow[];
}

const problemDetail = z.object({ title: z.string().nullish(), detail: z.string().nullish() });

/** amoCRM's older codes may stand in the text: «Код ошибки 244. …». 244: no rights; 113: address not on the white list. */
function legacyCode(detail: string): number | null {
  const code = /Код ошибки\s*:?\s*(\d{3,4})/i.exec(detail)?.[1];
  return code === undefined ? null : Number(code);
}

/** Undocumented (amocrm.md §3.8): recognised by its words, so that a full account is not blamed on the rows. */
const quotaWords = /quota|лимит|превыш|limit (?:of|exceeded|reached)|exceed/i;

/**
 * The error of an answer that carried nothing out: 3xx and 4xx but 401, 429, 408 and an HTML 403, which concern the
 * connection and are dealt with before.
 */
export function refusal(answer: HttpAnswer, context: RefusalContext): AmoError {
  const { status, body } = answer;
  const { route, batch } = context;
  if (status === 402) return new PaymentRequiredError();
  if (status === 404) return new NotFoundError(route);
  const json = body.kind === 'json' ? body.value : null;
  const rows = status === 400 || status === 422 ? rejectedRows(json, batch) : null;
  if (rows !== null) return new ValidationError(rows);
  const problem = problemDetail.safeParse(json);
  const words = problem.success ? `${problem.data.title ?? ''} ${problem.data.detail ?? ''}` : '';
  const code = legacyCode(words);
  if (code === 113) return new ForbiddenError(route, 'address');
  if (code === 244) return new ForbiddenError(route);
  if (status === 422 && batch.length > 1) return new TooLargeError();
  if (status >= 400 && quotaWords.test(words)) return new QuotaExceededError(status);
  if (status === 403) return new ForbiddenError(route);
  if (status < 400) return new UnexpectedAnswerError(status, route);
  return new BadRequestError(status, route);
}
