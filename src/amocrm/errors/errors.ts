import { AppError, type ErrorKind } from '../../app-error.ts';
import type { ContactId, FieldId } from '../model/model.ts';
import { amoErrorKinds, type NoAnswer } from './error-kinds.ts';

/** `no`: amoCRM surely did nothing. `unknown`: a write that may have been carried out. Reads change nothing: `no`. */
type Applied = 'no' | 'unknown';

/** The root of what {@link AmoClient} throws. No text of amoCRM gets into one: it may repeat a patient's values. */
export abstract class AmoError extends AppError {
  readonly applied: Applied;

  constructor(kind: ErrorKind, applied: Applied = 'no') {
    super(kind);
    this.applied = applied;
  }
}

/** HTTP 402: concerns the account, rejects no row. */
export class PaymentRequiredError extends AmoError {
  constructor() {
    super(amoErrorKinds.paymentRequired);
  }
}

/** The plan's contacts or fields are used up: concerns the account, rejects no row. */
export class QuotaExceededError extends AmoError {
  constructor(httpStatus: number) {
    super(amoErrorKinds.quotaExceeded(httpStatus));
  }
}

/** A JSON 403 or the legacy code 244: no rights. That a token has no admin rights is learnt this way. */
export class ForbiddenError extends AmoError {
  constructor(route: string, reason: 'rights' | 'address' = 'rights') {
    super(reason === 'address' ? amoErrorKinds.addressForbidden : amoErrorKinds.forbidden(route));
  }
}

/** 429 again and again. */
export class RateLimitedError extends AmoError {
  constructor(tries: number) {
    super(amoErrorKinds.rateLimited(tries));
  }
}

/** The circuit is open: nothing was sent. Calls for a person. */
export class RateBlockedError extends AmoError {
  /** Wall ms of the next probe. */
  readonly until: number;

  constructor(until: number, nowMs: number) {
    super(amoErrorKinds.rateBlocked(Math.max(1, Math.ceil((until - nowMs) / 60_000))));
    this.until = until;
  }
}

/** HTTP 404: the account or the path does not exist. (A missing contact is a 204, and no error.) */
export class NotFoundError extends AmoError {
  /** A body in JSON is amoCRM's own, and about what was asked for; a page is about the account's name. */
  readonly isJson: boolean;

  constructor(route: string, isJson = false) {
    super(amoErrorKinds.notFound(route));
    this.isJson = isJson;
  }
}

export interface RowProblem {
  /** amoCRM's: `NotSupportedChoice`, `InvalidType`, `FieldNotExpected`, a uuid; `Unnamed` when it gives none. */
  readonly code: string;
  /** Into the row that was sent: `custom_fields_values.0.values.0.value`; `''` when it gives none. */
  readonly path: string;
  /** The field that the path leads to, if it leads to one. */
  readonly fieldId: FieldId | null;
}

export interface RejectedRow {
  /** As it was sent; `null` when amoCRM did not say which row it means. */
  readonly requestId: string | null;
  readonly errors: readonly RowProblem[];
}

/** HTTP 400 that names rows. The whole request was refused; the rows that it does not name are good. */
export class ValidationError extends AmoError {
  readonly rows: readonly RejectedRow[];

  constructor(rows: readonly RejectedRow[]) {
    super(amoErrorKinds.validation(rows.length));
    this.rows = rows;
  }
}

/** What of a request, set the same for all rows, amoCRM's words may be about. */
export type CommonPart = 'responsible-user' | 'tags';

/** A 4xx that concerns the request as a whole, or a row of it that is not named. */
export class BadRequestError extends AmoError {
  /** What its words are about, if they are about something that all rows have in common. */
  readonly about: CommonPart | null;

  constructor(
    httpStatus: number,
    route: string,
    about: CommonPart | null = null,
    kind = amoErrorKinds.badRequest(httpStatus, route),
  ) {
    super(kind);
    this.about = about;
  }
}

/** A front refuses this very body with a page (HTML 403), while others get through: something in it displeases it. */
export class BodyRefusedError extends BadRequestError {
  constructor(route: string) {
    super(403, route, null, amoErrorKinds.bodyRefused(route));
  }
}

/** HTTP 422: more than 250 rows. */
export class TooLargeError extends AmoError {
  constructor() {
    super(amoErrorKinds.tooLarge);
  }
}

/** A write that may or may not have been carried out: look before it is sent again. */
export class UnknownOutcomeError extends AmoError {
  readonly reason: NoAnswer;
  /** HTTP status, if one came; 502 and 504 call for a smaller batch. */
  readonly status: number | null;

  constructor(reason: NoAnswer, httpStatus: number | null) {
    super(amoErrorKinds.unknownOutcome(reason, httpStatus), 'unknown');
    this.reason = reason;
    this.status = httpStatus;
  }
}

/** The request was surely not sent: no name, no route, refused, no TLS. `cause` is the system's code. */
export class UnreachableError extends AmoError {
  /** @param host with its port, where it is known */
  constructor(cause: string, host?: string) {
    super(amoErrorKinds.unreachable(cause, host));
  }
}

/** A read that kept failing. */
export class ServerError extends AmoError {
  readonly reason: NoAnswer;
  readonly status: number | null;

  constructor(reason: NoAnswer, httpStatus: number | null, tries: number) {
    super(amoErrorKinds.server(reason, httpStatus, tries));
    this.reason = reason;
    this.status = httpStatus;
  }
}

/** An answer to a read that is not amoCRM's, or a redirect: those are never followed, lest the token leave the account. */
export class UnexpectedAnswerError extends AmoError {
  readonly status: number;

  constructor(httpStatus: number, route: string) {
    super(amoErrorKinds.unexpectedAnswer(httpStatus, route));
    this.status = httpStatus;
  }
}

/** A field of ours is in no form known of amoCRM: taking it for empty could double a patient or lose somebody's entry. */
export class UnreadableFieldError extends AmoError {
  readonly fieldId: FieldId;

  constructor(contactId: ContactId, fieldId: FieldId) {
    super(amoErrorKinds.unreadableField(contactId, fieldId));
    this.fieldId = fieldId;
  }
}

/** Page follows page without an end. */
export class EndlessListError extends AmoError {
  constructor(route: string, pages: number) {
    super(amoErrorKinds.endlessList(route, pages));
  }
}
