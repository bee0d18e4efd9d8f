import { expect, test } from 'vitest';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { besides, consentFirst } from '../../../src/sync/item/consent-first.ts';
import type { Change, Item, Verdict } from '../../../src/sync/item/verdicts.ts';

const change = (...verdicts: readonly (readonly [Item, Verdict])[]): Change => ({
  verdicts: new Map(verdicts),
  ownForms: new Map(),
});
const write: Verdict = { act: 'write', why: 'changed' };
const clear: Verdict = { act: 'clear' };
const left: Verdict = { act: 'leave', why: 'edited' };
const has = (key: FieldKey) => key === 'mailing_consent';

test('an invitation waits where the consent is left to a person, or is held back; one that is taken away does not, and touches no consent that is left', () => {
  const alone = change(['recall_on', write]);
  expect(consentFirst(alone)).toBe(alone);
  expect(besides(alone, has)).toEqual(['mailing_consent']);
  const both = change(['mailing_consent', write], ['recall_on', write]);
  expect(besides(both, has)).toEqual([]);
  expect([...consentFirst(alone, both).verdicts]).toEqual([]);
  const edited = change(['mailing_consent', left], ['recall_on', write]);
  expect([...consentFirst(edited).verdicts.keys()]).toEqual(['mailing_consent']);
  const taken = change(['mailing_consent', left], ['recall_on', clear]);
  expect(consentFirst(taken)).toBe(taken);
  expect(besides(taken, has)).toEqual([]);
  // A tick of a person's own, over one of ours.
  const theirs = change(
    ['mailing_consent', { act: 'learn', hash: '', why: 'foreign' }],
    ['recall_on', clear],
  );
  expect(besides(theirs, has)).toEqual([]);
});
