import { type PatientId, patientIdText } from '../contact/model/patient-key.ts';
import { both, type Language, type Localized } from '../language.ts';
import type { Finding, Findings } from '../state/record/findings.ts';
import type { Run } from '../state/record/runs.ts';
import { stoppedPrefix } from '../sync/guard/asking/stopped-change.ts';
import { guardedKindText } from '../sync/guard/asking/words.ts';
import { findingKinds, findingMeaning } from '../sync/run/findings/finding-kinds.ts';
import type { FindingText } from '../sync/run/findings/finding-meaning.ts';
import { csvLines, renderCsv } from './csv.ts';
import { subjectName } from './rejection-reasons.ts';

type Severity = 'attention' | 'done';

/** A run and how much it found of each kind, what needs attention first. */
export interface RunReport {
  readonly run: Run;
  readonly kinds: readonly {
    readonly kind: string;
    readonly severity: Severity;
    readonly count: number;
  }[];
}

export async function reportOf(findings: Findings, run: Run): Promise<RunReport> {
  const counts = await findings.counts(run.id);
  // Those of another version come last.
  const order = [...new Set<string>([...findingKinds, ...counts.keys()])];
  const kinds = order.flatMap((kind) => {
    const count = counts.get(kind);
    return count === undefined ? [] : [{ kind, severity: findingSeverity(kind), count }];
  });
  const rank = ({ severity }: { severity: Severity }) => (severity === 'attention' ? 0 : 1);
  return { run, kinds: kinds.toSorted((a, b) => rank(a) - rank(b)) };
}

export const findingSeverity = (kind: string): Severity =>
  findingMeaning(kind)?.severity ?? 'attention';

/** What a kind of finding means; one that this version does not know is named by its code. */
export function findingText(kind: string): Localized<FindingText> {
  if (kind.startsWith(stoppedPrefix)) return stoppedText(kind.slice(stoppedPrefix.length));
  const unknown = { label: kind, advice: '' };
  const { ru, en } = findingMeaning(kind) ?? { ru: unknown, en: unknown };
  return { ru, en };
}

/** What the guard did not let happen. */
function stoppedText(kind: string): Localized<FindingText> {
  const { ru, en } = both((language) => guardedKindText(kind, language));
  return {
    ru: { label: `Остановлено: ${ru}`, advice: 'Решите на первой странице: разрешить или нет' },
    en: { label: `Stopped: ${en}`, advice: 'Decide on the first page whether to allow it' },
  };
}

/** A finding in words. */
export function findingRow(
  { kind, subject }: Finding,
  language: Language,
): { readonly field: string; readonly meaning: string; readonly advice: string } {
  const { label, advice } = findingText(kind)[language];
  return { field: subjectName(subject, language), meaning: label, advice };
}

const columns: Localized<readonly string[]> = {
  ru: ['Пациент', 'Контакт', 'Поле', 'Что найдено', 'Что делать', 'Код'],
  en: ['Patient', 'Contact', 'Field', 'What was found', 'What to do', 'Code'],
};

const sourceColumn: Localized<string> = { ru: 'База', en: 'Database' };

/** All findings as a table for Excel, page by page: a first comparison with a grown amoCRM may find a lot. */
export async function* findingsCsv(
  findings: Findings,
  { run, kinds }: RunReport,
  language: Language,
  /** Absent: the clinic has but one database. */
  sourceName?: (id: PatientId) => string | null,
): AsyncGenerator<{ readonly text: string; readonly rows: number }> {
  const title = [...columns[language], ...(sourceName ? [sourceColumn[language]] : [])];
  yield { text: renderCsv([title]), rows: 0 };
  for (const { kind } of kinds) {
    for await (const page of findings.pages(run.id, kind)) {
      const lines = page.map((one) => {
        const { field, meaning, advice } = findingRow(one, language);
        return [
          one.patientId === null ? '' : patientIdText(one.patientId),
          one.contactId ?? '',
          field,
          meaning,
          advice,
          one.kind,
          ...(sourceName ? [(one.patientId && sourceName(one.patientId)) ?? ''] : []),
        ];
      });
      yield { text: csvLines(lines), rows: page.length };
    }
  }
}
