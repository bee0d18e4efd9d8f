import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarDate, Patient } from '../../src/contact/model/patient.ts';
import { foldReason, meaningOfReason } from '../../src/contact/visits/cancel-reason.ts';
import { consentOf, consents, recallOn } from '../../src/contact/visits/recall.ts';
import { aPatient } from './patient.ts';

describe('a reason of cancelling', () => {
  it.each([
    ['Не пришел', 'no-show'],
    ['не пришёл  на приём', 'no-show'],
    ['Неявка', 'no-show'],
    ['Пациент не явился', 'no-show'],
    ['Врач не пришел', 'clinic'],
    ['Заболел врач', 'clinic'],
    ['Болезнь врача', 'clinic'],
    ['Отмена клиникой', 'clinic'],
    ['Ошибка администратора', 'clinic'],
    ['Перенос на другой день', 'transfer'],
    ['Перенесена', 'transfer'],
    ['Передумал', 'patient'],
    ['Ушел в другую клинику', 'patient'],
    ['Не понравился врач', 'patient'],
    [null, 'patient'],
  ] as const)('%s is told by its words: %s', (name, meaning) => {
    expect(meaningOfReason(name, new Map())).toBe(meaning);
  });

  it('means what the clinic said of it, whatever its words', () => {
    const given = new Map([[foldReason('НЕ ПРИШЁЛ'), 'clinic'] as const]);
    expect(meaningOfReason(' не  пришел', given)).toBe('clinic');
  });
});

describe('consent', () => {
  const flag = fc.constantFrom(true, false, null, undefined);

  it('is what both cells say, and nothing less', () => {
    fc.assert(
      fc.property(flag, flag, (conformToSending, smsRefusal) => {
        const cells = { conformToSending, smsRefusal };
        expect(consents(cells)).toBe(conformToSending === true && smsRefusal === false);
        // A refusal that was read stands, whatever is known of the other cell.
        const isRefused = conformToSending === false || smsRefusal === true;
        expect(consentOf(cells) === 'refused').toBe(isRefused);
        const isRead = conformToSending !== undefined && smsRefusal !== undefined;
        if (!isRefused) expect(consentOf(cells) === 'unread').toBe(!isRead);
      }),
    );
  });

  it('is what an invitation needs, with a patient who is known to be active, came once and has no booking', () => {
    const date = fc.constantFrom('2025-08-31' as CalendarDate, null, undefined);
    fc.assert(
      fc.property(
        fc.record({
          conformToSending: flag,
          smsRefusal: flag,
          status: fc.constantFrom('active', 'archived', 'deleted', null, undefined),
          lastVisit: date,
          openBookings: fc.constantFrom(0, 1, undefined),
        }) as fc.Arbitrary<Partial<Patient>>, // each of its kind
        (cells) => {
          const day = recallOn(aPatient(cells), 6);
          const isWelcome =
            cells.conformToSending === true &&
            cells.smsRefusal === false &&
            (cells.status === 'active' || cells.status === null);
          if (!isWelcome) expect(day).toBe(null);
          else if (cells.lastVisit === undefined || cells.openBookings === undefined) {
            expect(day).toBe(undefined);
          } else if (cells.lastVisit === null || (cells.openBookings ?? 0) > 0)
            expect(day).toBe(null);
          // The last day of a month that is shorter.
          else expect(day).toBe('2026-02-28');
        },
      ),
    );
  });
});
