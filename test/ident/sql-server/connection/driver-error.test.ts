import { describe, expect, it } from 'vitest';
import { toIdentError } from '../../../../src/ident/connection/driver-error.ts';
import { IdentError } from '../../../../src/ident/connection/errors.ts';

const target = { address: 'SRV\\SQLEXPRESS', database: 'PZ', user: 'reader' };

/** As tedious and Node make them. */
function driverError(traits: object, message = 'said the driver', cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), traits);
}

describe("a driver's error becomes one that a person understands", () => {
  it.each([
    [{ code: 'EREQUEST', number: 1205 }, 'IDENT_DEADLOCK', true],
    [{ code: 'EREQUEST', number: 1222 }, 'IDENT_LOCKED', true],
    [{ code: 'EREQUEST', number: 229 }, 'IDENT_TABLE_DENIED', false],
    [{ code: 'EREQUEST', number: 208 }, 'IDENT_QUERY_FAILED', false],
    [{ code: 'ELOGIN' }, 'IDENT_LOGIN_FAILED', false],
    [{ code: 'EINSTLOOKUP' }, 'IDENT_INSTANCE_NOT_FOUND', true],
    [{ code: 'ETIMEOUT' }, 'IDENT_TIMEOUT', true],
    [{ code: 'ECANCEL' }, 'IDENT_TIMEOUT', true],
    [{ code: 'ESOCKET' }, 'IDENT_CONNECTION_LOST', true],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'IDENT_LOCKED', true],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 517 }, 'IDENT_LOCKED', true],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 14 }, 'IDENT_FILE_NOT_FOUND', false],
    [{ code: 'ERR_SQLITE_ERROR', errcode: 26 }, 'IDENT_FILE_NOT_A_DATABASE', false],
  ])('%o is %s', (traits, code, retryable) => {
    expect(toIdentError(driverError(traits), target)).toMatchObject({ code, retryable });
  });

  it.each([
    ['ECONNREFUSED', 'IDENT_UNREACHABLE'],
    ['EHOSTUNREACH', 'IDENT_UNREACHABLE'],
    ['ENOTFOUND', 'IDENT_HOST_UNKNOWN'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'IDENT_TLS_FAILED'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'IDENT_TLS_FAILED'],
  ])('the socket below says more than the driver: %s is %s', (cause, code) => {
    const error = driverError({ code: 'ESOCKET' }, 'failed', driverError({ code: cause }));
    expect(toIdentError(error, target).code).toBe(code);
  });

  it('a host with two addresses refuses on both, and that is one refusal', () => {
    const both = new AggregateError([
      driverError({ code: 'ECONNREFUSED' }),
      driverError({ code: 'ECONNREFUSED' }),
    ]);
    const error = driverError({ code: 'ESOCKET' }, 'failed', both);
    expect(toIdentError(error, target).code).toBe('IDENT_UNREACHABLE');
  });

  it.each([
    [[18456], 'IDENT_LOGIN_FAILED'],
    [[18452], 'IDENT_WINDOWS_LOGIN_ONLY'],
    // The server names the database first, and then says that the login failed.
    [[4060, 18456], 'IDENT_DATABASE_DENIED'],
    [[916], 'IDENT_DATABASE_DENIED'],
  ])('a login that the server refused by %o is %s', (numbers, code) => {
    const reported = numbers.map((number) => ({ number, state: 1, class: 14 }));
    const error = toIdentError(driverError({ code: 'ELOGIN' }), target, reported);
    expect(error).toMatchObject({ code, exit: 2, fault: reported[0] });
  });

  it.each([
    [701, 'IDENT_SERVER_BUSY'],
    [802, 'IDENT_SERVER_BUSY'],
    [845, 'IDENT_SERVER_BUSY'],
    [1204, 'IDENT_SERVER_BUSY'],
    [8628, 'IDENT_SERVER_BUSY'],
    [8645, 'IDENT_SERVER_BUSY'],
    [17809, 'IDENT_SERVER_BUSY'],
    [17197, 'IDENT_SERVER_BUSY'],
    [17830, 'IDENT_SERVER_BUSY'],
    [18458, 'IDENT_SERVER_BUSY'],
    [18459, 'IDENT_SERVER_BUSY'],
    [18460, 'IDENT_SERVER_BUSY'],
    [10928, 'IDENT_SERVER_BUSY'],
    [10929, 'IDENT_SERVER_BUSY'],
    [40501, 'IDENT_SERVER_BUSY'],
    [927, 'IDENT_DATABASE_AWAY'],
    [942, 'IDENT_DATABASE_AWAY'],
    [952, 'IDENT_DATABASE_AWAY'],
    [17187, 'IDENT_DATABASE_AWAY'],
    [18401, 'IDENT_DATABASE_AWAY'],
    [18451, 'IDENT_DATABASE_AWAY'],
    [18461, 'IDENT_DATABASE_AWAY'],
    [976, 'IDENT_DATABASE_AWAY'],
    [983, 'IDENT_DATABASE_AWAY'],
    [40197, 'IDENT_DATABASE_AWAY'],
    [40613, 'IDENT_DATABASE_AWAY'],
  ])('what passes on SQL Server, %i, is repeated and told as passing: %s', (number, code) => {
    const of = driverError({ code: 'EREQUEST', number, state: 1, class: 17 });
    expect(toIdentError(of, target)).toMatchObject({ code, retryable: true, exit: 5 });
    const reported = [{ number, state: 1, class: 14 }];
    const atLogin = toIdentError(driverError({ code: 'ELOGIN' }), target, reported);
    expect(atLogin).toMatchObject({ code, retryable: true, exit: 5 });
  });

  it('a database that is being recovered is no wrong name, and one that is not there no recovery', () => {
    const refused = (state: number) =>
      toIdentError(driverError({ code: 'ELOGIN' }), target, [
        { number: 4060, state: 1, class: 11 },
        { number: 18456, state, class: 14 },
      ]);
    expect(refused(38)).toMatchObject({ code: 'IDENT_DATABASE_AWAY', retryable: true, exit: 5 });
    expect(refused(1)).toMatchObject({ code: 'IDENT_DATABASE_DENIED', retryable: false, exit: 2 });
  });

  it.each([823, 824, 926, 945, 1105, 3314, 9001, 9002])(
    '%i is the trouble of the clinic’s server, not ours',
    (number) => {
      const error = toIdentError(driverError({ code: 'EREQUEST', number }), target);
      expect(error).toMatchObject({ code: 'IDENT_SERVER_IN_TROUBLE', exit: 5 });
      expect(error.text('ru').hint).toContain('кто обслуживает сервер');
      expect(error.text('ru').message).toContain(String(number));
    },
  );

  it('keeps number, state and class of what the server reported, and none of its words', () => {
    const words = "Conversion failed when converting the nvarchar value 'Канарейкина' to int";
    const driver = driverError({ code: 'EREQUEST', number: 245, state: 1, class: 16 }, words);
    const error = toIdentError(new AggregateError([driver], words), target);
    expect(error.fault).toEqual({ number: 245, state: 1, class: 16 });
    expect(error.cause).toBeUndefined();
    expect(`${error.stack} ${JSON.stringify([error, error.text('ru')])}`).not.toContain('Канарей');
  });

  it('one that is ours already stays itself', () => {
    const error = toIdentError(driverError({ number: 1205 }), target);
    expect(toIdentError(error, target)).toBe(error);
    expect(error).toBeInstanceOf(IdentError);
  });
});
