import { describe, expect, test } from 'vitest';
import {
  NotAuthorisedError,
  ReauthorisationNeededError,
  RefreshUnknownError,
  UnauthorizedError,
} from '../../../src/amocrm/errors/auth-errors.ts';
import {
  BadRequestError,
  ForbiddenError,
  NotFoundError,
  PaymentRequiredError,
  QuotaExceededError,
  RateBlockedError,
  RateLimitedError,
  ServerError,
  UnreachableError,
} from '../../../src/amocrm/errors/errors.ts';
import { IdentError, identErrors } from '../../../src/ident/connection/errors.ts';
import { endsByPerson, pauseReasonOf } from '../../../src/service/pauses/pause-rules.ts';
import { StateError, stateErrors } from '../../../src/state/file/errors.ts';
import { pauseReasons } from '../../../src/state/record/pause-reasons.ts';
import { accountErrors } from '../../../src/sync/account/errors.ts';
import { SyncError, syncErrors } from '../../../src/sync/errors.ts';
import { GuardError, guardErrors } from '../../../src/sync/guard/errors.ts';
import { sourceErrors } from '../../../src/sync/source/errors.ts';

const target = { address: 'srv:1433', database: 'PZ', user: 'reader' };
const names = ['Город'];

const table: readonly (readonly [unknown, string | null])[] = [
  [new NotAuthorisedError(), 'auth'],
  [new ReauthorisationNeededError('token-revoked'), 'auth'],
  [new ReauthorisationNeededError('token-expired'), 'auth'],
  [new ReauthorisationNeededError('token-lost'), 'auth'],
  [new UnauthorizedError({ kind: 'refused-again' }), 'auth'],
  [new StateError(stateErrors.tokensUnreadable()), 'auth'],
  // Whether it was carried out the next try tells.
  [new RefreshUnknownError(), null],

  [new PaymentRequiredError(), 'account'],
  [new QuotaExceededError(403), 'account'],
  [new ForbiddenError('/contacts'), 'account'],
  [new ForbiddenError('/contacts', 'address'), 'account'],
  [new NotFoundError('/account'), 'account'],
  [new SyncError(accountErrors.otherAccount({ known: 1, found: 2 })), 'account'],

  [new SyncError(accountErrors.fieldsMissing({ names })), 'drift'],
  [new SyncError(accountErrors.fieldsWrong({ names })), 'drift'],
  [new SyncError(accountErrors.fieldsChanged({ names })), 'drift'],
  [new SyncError(sourceErrors.identFieldsGone({ names, columns: [] })), 'drift'],
  [new SyncError(sourceErrors.otherDatabase({ known: 'a', found: 'b' })), 'drift'],

  [
    new GuardError(
      guardErrors.massChange({ kinds: [{ kind: 'removed', count: 60, limit: 50 }], patients: 900 }),
    ),
    'guard',
  ],
  [new GuardError(guardErrors.readVoid({ unseen: 90, linked: 900 })), 'guard'],

  [new RateBlockedError(1_000, 0), 'circuit'],

  // What passes by itself, or is our mistake, is tried again: no pause, lest a person be called for nothing.
  [new RateLimitedError(8), null],
  [new ServerError('timeout', null, 5), null],
  [new UnreachableError('ECONNREFUSED'), null],
  [new BadRequestError(400, '/contacts'), null],
  [new SyncError(syncErrors.crmMoving()), null],
  [new IdentError(identErrors.unreachable(target)), null],
  [new IdentError(identErrors.loginFailed(target)), null],
  [new StateError(stateErrors.unusable({ state: 's', reason: 'full' })), null],
  [new TypeError('a bug'), null],
  ['not even an error', null],
];

test.each(table.map(([error, reason]) => ({ code: codeOf(error), error, reason })))(
  '$code: $reason',
  ({ error, reason }) => expect(pauseReasonOf(error)).toBe(reason),
);

describe('every reason', () => {
  test.each(pauseReasons)('%s ends by a person’s word alone, or is probed', (reason) => {
    const byPerson = reason === 'user' || reason === 'guard';
    expect(endsByPerson.has(reason)).toBe(byPerson);
  });

  test('is somebody’s: each is either given by an error of the table, or by a person', () => {
    const given = new Set(table.map(([, reason]) => reason));
    expect(pauseReasons.filter((reason) => !given.has(reason))).toEqual(['user']);
  });
});

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.name;
}
