import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asPatientId,
  idsPerSource,
  isSourceNumber,
  keysOf,
  mostSources,
  type PatientId,
  parsePatientId,
  patientIdText,
  patientKey,
  personIdOf,
  type SourceNumber,
  sourceOf,
} from '../../../src/contact/model/patient-key.ts';

const sources = fc.integer({ min: 1, max: mostSources }).map((number) => number as SourceNumber);
const personIds = fc.integer({ min: 1, max: idsPerSource - 1 });

const keyOf = (source: SourceNumber, personId: number): PatientId => {
  const key = patientKey(source, personId);
  if (key === null) throw new Error('it has to be one');
  return key;
};

describe('a patient’s key', () => {
  it('tells its source and the id there, as a number, in words and back', () => {
    fc.assert(
      fc.property(sources, personIds, (source, personId) => {
        const key = keyOf(source, personId);
        expect(Number.isSafeInteger(key)).toBe(true);
        expect([sourceOf(key), personIdOf(key)]).toEqual([source, personId]);
        expect(parsePatientId(patientIdText(key))).toBe(key);
        expect(asPatientId(key)).toBe(key);
        const { after, before } = keysOf(source);
        expect(key > after && key < before).toBe(true);
      }),
    );
  });

  it('is no other patient’s, of whatever source', () => {
    fc.assert(
      fc.property(sources, personIds, sources, personIds, (one, a, other, b) => {
        const same = one === other && a === b;
        expect(keyOf(one, a) === keyOf(other, b)).toBe(same);
        expect(patientIdText(keyOf(one, a)) === patientIdText(keyOf(other, b))).toBe(same);
      }),
    );
  });

  it('is IDENT’s own id in the first source, as it was before there were several', () => {
    fc.assert(
      fc.property(personIds, (personId) => {
        const key = keyOf(1 as SourceNumber, personId);
        expect([key, patientIdText(key)]).toEqual([personId, String(personId)]);
      }),
    );
  });

  it.each([0, -1, -12_345, 1.5, idsPerSource, idsPerSource + 1, 2 ** 53, Number.NaN])(
    'cannot be made of %s',
    (personId) => {
      expect(patientKey(1 as SourceNumber, personId)).toBeNull();
      expect(patientKey(2 as SourceNumber, personId)).toBeNull();
    },
  );

  it.each([
    ['12345', 1, 12_345],
    [' 12345 ', 1, 12_345],
    ['1:12345', 1, 12_345],
    ['2:12345', 2, 12_345],
    ['2 : 12345', 2, 12_345],
    ['2：12345', 2, 12_345],
    ['1048576:4294967295', mostSources, idsPerSource - 1],
  ] as const)('is understood as people write it: %j', (text, source, personId) => {
    expect(parsePatientId(text)).toBe(keyOf(source as SourceNumber, personId));
  });

  it.each([
    ...['', '0', '-1', '012', '2:', ':5', '2:0', '0:5', '2:012', '02:5', '2:3:4', '12 345', '1.5'],
    ...['4294967296', '79161234567', '1048577:5', '9999999:5', 'Иванов', '2;5', '２:5'],
  ])('is not read out of what is none: %j', (text) => {
    expect(parsePatientId(text)).toBeNull();
  });

  it('belongs to a source with a number from 1 to 2 to the power of 20', () => {
    expect([0, 1, 1.5, mostSources, mostSources + 1].map(isSourceNumber)).toEqual([
      ...[false, true, false, true, false],
    ]);
  });
});
