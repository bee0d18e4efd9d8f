import { sql } from 'kysely';
import { isText, type Sql, type SqlDialect } from '../sql/dialect.ts';
import { base, joinPersons } from './page.ts';
import type { PatientTables, ResolvedInput } from './resolve.ts';

/** What a person of the clinic knows of a patient: how the names begin, or some digits of a phone. */
export type PersonWords =
  | { readonly kind: 'name'; readonly surname: string; readonly name: string | null }
  | { readonly kind: 'phone'; readonly digits: string };

/** What the search reads; an input that is off or not there finds nobody. */
interface SearchedInputs {
  readonly surname: ResolvedInput | undefined;
  readonly name: ResolvedInput | undefined;
  readonly phones: readonly (ResolvedInput | undefined)[];
}

/** The patients of whom these words are true, as many as `rows`. `null` where no row can be found. */
export function personQuery(
  tables: PatientTables,
  inputs: SearchedInputs,
  { words, rows }: { readonly words: PersonWords; readonly rows: number },
  dialect: SqlDialect,
): Sql | null {
  const matching =
    words.kind === 'phone'
      ? anyOf(inputs.phones.flatMap(textColumns), (cell) => hasDigits(cell, words.digits))
      : named(inputs, words, dialect);
  if (matching === null) return null;
  const { patientKey } = tables;
  const key = dialect.key(sql.ref(`t.${patientKey.column}`), patientKey.type);
  return sql`
    select ${dialect.top(rows)} ${key} as id
    from ${dialect.table(patientKey.table)} t ${joinPersons(tables, dialect)}
    where ${key} is not null and ${matching}
    order by ${key} ${dialect.limit(rows)} ${dialect.end}`;
}

function named(
  inputs: SearchedInputs,
  { surname, name }: Extract<PersonWords, { kind: 'name' }>,
  dialect: SqlDialect,
): Sql | null {
  const begins = (input: ResolvedInput | undefined, start: string) =>
    anyOf(textColumns(input), (cell) =>
      dialect.beginsWith(dialect.shortText(cell), letterClasses(start)),
    );
  const bySurname = begins(inputs.surname, surname);
  if (name === null || bySurname === null) return bySurname;
  const byName = begins(inputs.name, name);
  return byName && sql`${bySurname} and ${byName}`;
}

const textColumns = (input: ResolvedInput | undefined): readonly Sql[] =>
  input?.kind === 'columns'
    ? input.columns.filter(({ type }) => isText(type)).map((column) => base(column))
    : [];

const anyOf = (cells: readonly Sql[], condition: (cell: Sql) => Sql): Sql | null =>
  cells.length === 0 ? null : sql`(${sql.join(cells.map(condition), sql` or `)})`;

/** However the phone is written, with whatever beside it. */
function hasDigits(cell: Sql, digits: string): Sql {
  const text = sql`cast(${cell} as nvarchar(400))`;
  const bare = [' ', '-', '(', ')', '.', '/'].reduce<Sql>(
    (inner, sign) => sql`replace(${inner}, ${sign}, '')`,
    text,
  );
  return sql`${bare} like ${`%${digits}%`}`;
}

/** Of `like` and `glob`. */
const patternSigns: ReadonlySet<string> = new Set('%_[*?');

/** `[Пп][ЕеЁё]`: no collation need be known, «ё» is found as «е», and what is a sign of patterns stands for itself. */
function letterClasses(start: string): string {
  return [...start]
    .map((letter) => {
      const [small, great] = [letter.toLowerCase(), letter.toUpperCase()];
      if (small === great) return patternSigns.has(letter) ? `[${letter}]` : letter;
      return small === 'е' || small === 'ё' ? '[ЕеЁё]' : `[${great}${small}]`;
    })
    .join('');
}
