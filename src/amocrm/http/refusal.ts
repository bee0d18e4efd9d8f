import { z } from 'zod';
import {
  type AmoError,
  BadRequestError,
  type CommonPart,
  ForbiddenError,
  NotFoundError,
  PaymentRequiredError,
  QuotaExceededError,
  TooLargeError,
  UnexpectedAnswerError,
  ValidationError,
} from '../errors/errors.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { isAboutQuota, rowsTellOfQuota } from './quota-words.ts';
import { rejectedRows, type WrittenRow } from './rejected-rows.ts';

/** What the answer was an answer to. */
interface RefusalContext {
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

const problemWords = (json: unknown): string => {
  const problem = problemDetail.safeParse(json);
  return problem.success ? `${problem.data.title ?? ''} ${problem.data.detail ?? ''}` : '';
};

/** What all rows have in common, told of in words alone. */
function commonPart(words: string): CommonPart | null {
  if (/responsible|ответственн/i.test(words)) return 'responsible-user';
  return /\btags?\b|(?<!\p{L})тег/iu.test(words) ? 'tags' : null;
}

/**
 * The error of an answer that carried nothing out: 3xx and 4xx but 401, 429, 408 and an HTML 403, which concern the
 * connection and are dealt with before.
 */
export function refusal(answer: HttpAnswer, context: RefusalContext): AmoError {
  const { status, body } = answer;
  const { route, batch } = context;
  if (status === 402) return new PaymentRequiredError();
  if (status === 404) return new NotFoundError(route, body.kind === 'json');
  const json = body.kind === 'json' ? body.value : null;
  const judgesRows = status === 400 || status === 422;
  if (judgesRows && rowsTellOfQuota(json)) return new QuotaExceededError(status);
  const rows = judgesRows ? rejectedRows(json, batch) : null;
  if (rows !== null) return new ValidationError(rows);
  const words = problemWords(json);
  const code = legacyCode(words);
  if (code === 113) return new ForbiddenError(route, 'address');
  if (code === 244) return new ForbiddenError(route);
  if (status === 422 && batch.length > 1) return new TooLargeError();
  if (status >= 400 && isAboutQuota(words)) return new QuotaExceededError(status);
  if (status === 403) return new ForbiddenError(route);
  if (status < 400) return new UnexpectedAnswerError(status, route);
  return new BadRequestError(status, route, commonPart(words));
}
