import { type ContactField, contactFields, extraFields } from '../../src/contact/model/fields.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import type { Profile } from '../../src/ident/profiles/profile.ts';
import { describeSource } from '../../src/ident/profiles/source.ts';

const head = `# Справочник полей / Field reference

Создаётся из кода (\`npx vitest run test/docs -u\`), руками не правится. / Made of the code, never edited by hand.

- **ключ / key**: для \`EXCLUDE_FIELDS\`, \`EXTRA_FIELDS\`, \`fields clear\`, профилей и отчётов.
- **источник / source**: где профиль \`ident\` ищет значение; берётся первое, что есть в базе (\`test-db\` покажет, какое).
  Where the profile \`ident\` looks for the value; the first one that the database has is taken (\`test-db\` tells which).
- 🔒: данные, над которыми стоит подумать, прежде чем передавать их (см. [персональные данные](personal-data.ru.md)).
  Data to think about before they are sent.

Все поля принадлежат IDENT: правка в amoCRM вернётся при ближайшей полной сверке (08:00, 20:00).
All of them belong to IDENT: an edit in amoCRM is put back by the next full comparison (08:00, 20:00).

Если в аккаунте уже есть поле с таким названием: того же типа, «День рождения» вместо даты или переключатель вместо списка
используется как есть; рядом с любым другим встаёт наше, «… (IDENT)».
Where the account has a field of that name already: the very type, a birthday for a date or a radio button for a list is
used as it is; beside any other stands ours, «… (IDENT)».

${columns()}`;

const further = `
## Дополнительные поля о визитах / Further fields about visits

Их нет, пока их не назовут в \`EXTRA_FIELDS\` (через запятую; \`all\` – все, кроме отмеченных 🔒: те называют по одному). В amoCRM
они встают в группу «IDENT: визиты».
There are none until they are named in \`EXTRA_FIELDS\` (by comma; \`all\` is all of them but those marked 🔒, which are named one
by one). In amoCRM they stand in a group of their own, «IDENT: визиты».

${columns()}`;

/** The text of `docs/fields.md`. */
export async function fieldReference(): Promise<string> {
  const profile = await loadProfile('ident');
  const table = (fields: readonly ContactField[]) =>
    `${fields.map((field) => row(field, profile)).join('\n')}\n`;
  return `${head}${table(contactFields)}${further}${table(extraFields)}`;
}

function row(field: ContactField, profile: Profile): string {
  const { no, name, key, type, code, sensitive, description, options } = field;
  const choices = options === undefined ? '' : `: ${options.map(({ value }) => value).join(', ')}`;
  const cells = [
    no,
    `${name}${sensitive ? ' 🔒' : ''}`,
    `\`${key}\``,
    `${type}${choices}`,
    `\`${code}\``,
    sources(field, profile),
    description,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Fields that are made of other inputs than one of their own. */
const composed: Readonly<Record<string, string>> = {
  patient_id: '`Patients.ID_Persons`',
  age: '`Persons.Birthday`',
  extra_phone: '`Persons.MobilePhone`, `Persons.Phone`, `Persons.HomePhone`',
};

function sources({ key, input }: ContactField, profile: Profile): string {
  const made = composed[key];
  if (made !== undefined) return made;
  const candidates = input === null ? [] : (profile.inputs.get(input)?.candidates ?? []);
  return candidates.map((source) => `\`${describeSource(source)}\``).join(', ') || '–';
}

function columns(): string {
  return `| № | поле / field | ключ / key | тип / type | код / code | источник в IDENT / source in IDENT | what it holds |
|--:|---|---|---|---|---|---|
`;
}
