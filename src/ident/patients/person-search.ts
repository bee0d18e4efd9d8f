import { sql } from 'kysely';
import { isNumber, isText, type Sql, type SqlDialect } from '../sql/dialect.ts';
import { base, joinPersons, keyOf } from './page.ts';
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
  return found(tables, { matching, rows }, dialect);
}

/** The patients of a card number, as many as `rows`, whatever type the column has. `null` where no row can have it. */
export function cardNumberQuery(
  tables: PatientTables,
  source: ResolvedInput | undefined,
  { cardNumber, rows }: { readonly cardNumber: string; readonly rows: number },
  dialect: SqlDialect,
): Sql | null {
  if (source?.kind !== 'columns') return null;
  const text = cardNumber.trim();
  const matches = source.columns.flatMap((column) => {
    if (!isNumber(column.type)) {
      return [sql`ltrim(rtrim(cast(${base(column)} as nvarchar(100)))) = ${text}`];
    }
    // As a text a FLOAT of seven digits is 1.23457e+006, and a DECIMAL has zeros behind it.
    return /^\d{1,15}$/.test(text) ? [sql`${base(column)} = cast(${text} as float)`] : [];
  });
  if (matches.length === 0) return null;
  return found(tables, { matching: sql`(${sql.join(matches, sql` or `)})`, rows }, dialect);
}

function found(
  tables: PatientTables,
  { matching, rows }: { readonly matching: Sql; readonly rows: number },
  dialect: SqlDialect,
): Sql {
  const key = keyOf(tables, dialect);
  return sql`
    select ${dialect.top(rows)} ${key} as id
    from ${dialect.table(tables.patientKey.table)} t ${joinPersons(tables, dialect)}
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
