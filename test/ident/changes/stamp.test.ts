import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  earliestStamp,
  isBehind,
  lowerBound,
  normaliseStamp,
} from '../../../src/ident/changes/stamp.ts';

const moment = fc
  .date({ min: new Date('1800-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 23));

describe('a stamp', () => {
  it.each([
    ['2026-06-01T10:00:00', '2026-06-01T10:00:00.000'],
    ['2026-06-01T10:00:00.1234567', '2026-06-01T10:00:00.123'],
    ['2026-06-01 10:00:00.5', '2026-06-01T10:00:00.500'],
    ['2026-06-01', '2026-06-01T00:00:00.000'],
    ['', null],
    ['31.12.2025', null],
    [null, null],
    [17, null],
  ])('%o is kept as %o', (cell, stamp) => expect(normaliseStamp(cell)).toBe(stamp));
});

describe('the lower bound of a scan', () => {
  it('lies an hour or a little more behind the cursor, in whole seconds', () => {
    fc.assert(
      fc.property(moment, (cursor) => {
        const behindMs = Date.parse(`${cursor}Z`) - Date.parse(`${lowerBound(cursor)}Z`);
        expect(behindMs).toBeGreaterThanOrEqual(3_600_000);
        expect(behindMs).toBeLessThan(3_601_000);
      }),
    );
  });

  it('never lies before what SQL Server\u2019s DATETIME can hold', () => {
    expect(lowerBound(earliestStamp)).toBe('1753-01-01T00:00:00');
  });
});

describe('a clock', () => {
  it('that was put back by an hour is no restored database', () => {
    expect(isBehind('2026-10-25T02:00:01.000', '2026-10-25T03:00:00.000')).toBe(false);
  });
  it('that lies further back is', () => {
    expect(isBehind('2026-10-25T01:59:00.000', '2026-10-25T03:00:00.000')).toBe(true);
  });
});
