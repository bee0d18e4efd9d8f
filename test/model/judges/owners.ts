import type { JournalEntry } from '../../../src/sandbox/log/journal.ts';
import type { Simulation } from '../simulation.ts';

/** What is one person's alone: the field, and the column that it comes from. */
const papers = [
  ['СНИЛС', 'SNILS'],
  ['ИНН', 'INN'],
  ['Паспорт', 'Passport'],
] as const;
const idField = 'ID пациента IDENT';

/** I3: whoever's contact we write to, what we write there is that patient's own, and never was another's alone. */
export class Owners {
  readonly #simulation: Simulation;
  /** Of each value, whose it ever was. */
  readonly #owners = new Map<string, Set<string>>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Whose papers are whose now. */
  note(): void {
    for (const database of this.#simulation.databases) {
      for (const row of database.persons()) {
        const { text } = database.patient(Number(row['ID']));
        for (const [, column] of papers) {
          const value = plain(row[column]);
          if (value === '') continue;
          const owners = this.#owners.get(value) ?? new Set();
          this.#owners.set(value, owners.add(text));
        }
      }
    }
  }

  /** What was written to others' contacts, all in all. */
  get wrong(): readonly string[] {
    const { world, broken } = this.#simulation;
    const { journal } = world.sandbox;
    return (journal?.entries ?? []).flatMap((entry) => {
      const isPaper = papers.some(([field]) => field === entry.fieldName);
      if (entry.source !== 'api' || !isPaper) return [];
      // Of two new contacts amoCRM made one, against what is assumed of it.
      if (entry.method === 'POST' && broken.length > 0) return [];
      const owners = this.#owners.get(plain(valueIn(entry)));
      const carried = this.#carriedAt(entry);
      if (owners === undefined || owners.has(carried)) return [];
      const { fieldName, contactId } = entry;
      return [`I3 contact ${contactId} of ${carried} holds ${fieldName} of ${[...owners]}`];
    });
  }

  #carriedAt({ contactId, seq }: JournalEntry): string {
    const named = this.#simulation.world.sandbox.journal
      ?.ofContact(contactId)
      .findLast((entry) => entry.fieldName === idField && entry.seq <= seq);
    return named === undefined ? '' : valueIn(named);
  }
}

/** The only value of a field. */
function valueIn({ after }: JournalEntry): string {
  if (!Array.isArray(after)) return '';
  const [first]: readonly unknown[] = after;
  const isValue = typeof first === 'object' && first !== null && 'value' in first;
  return isValue ? String(first.value) : '';
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : '').trim();
