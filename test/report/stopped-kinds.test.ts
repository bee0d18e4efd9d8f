import { expect, test } from 'vitest';
import { findingText } from '../../src/report/run-report.ts';
import { stoppedPrefix } from '../../src/sync/guard/asking/stopped-change.ts';
import { guardedKindText } from '../../src/sync/guard/asking/words.ts';

test.for([
  'removed',
  'identity-changed',
  'identity-disagrees',
  're-created',
  'relinked',
  'overwritten',
  'same-name',
  'same-phone',
  'unseen',
  'cleared:city',
  'rule:phones',
])(
  'a change that the guard stopped (%s) is called the same, and no code, by the report and by the error, in both languages',
  (kind) => {
    for (const language of ['ru', 'en'] as const) {
      const words = guardedKindText(kind, language);
      expect(words).not.toBe(kind);
      expect(findingText(`${stoppedPrefix}${kind}`)[language].label).toContain(words);
    }
  },
);
