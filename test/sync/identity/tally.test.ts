import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { FoundTally } from '../../../src/sync/identity/held/tally.ts';

/** A tally of these patients, each met so often. */
function tally(agreeing: readonly number[], disagreeing: readonly number[], often: number) {
  const found = new FoundTally();
  for (let time = 0; time < often; time += 1) {
    for (const id of agreeing) found.agrees(id as PatientId);
    for (const id of disagreeing) found.disagrees(id as PatientId);
  }
  return found;
}

describe('a patient whom one pass meets more than once', () => {
  test.each([1, 2, 7])('counts once for the database, and once against it (%i times)', (often) => {
    expect(() => tally([1, 2, 3], [4, 5, 6], often).check()).not.toThrow();
    expect(() => tally([1, 2], [4, 5, 6], often).check()).toThrow(/3 of 5/);
  });

  test('vouches once for whom nothing tells', () => {
    const ids = Array.from({ length: 19 }, (_, at) => at + 1);
    expect(tally(ids, [], 3).vouchFor(99 as PatientId)).toBe(false);
    expect(tally([...ids, 20], [], 1).vouchFor(99 as PatientId)).toBe(true);
  });
});
