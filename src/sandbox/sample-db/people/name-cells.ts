import type { Row } from '../schema.ts';
import type { Cases } from './cases.ts';
import type { FullName } from './names.ts';

type NameCells = Pick<Row<'Persons'>, 'Surname' | 'Name' | 'Patronymic'>;

/** A name as the dealt case has it written down. */
export function spelled({ surname, name, patronymic }: FullName, names: Cases['names']): NameCells {
  const plain = { Surname: surname, Name: name, Patronymic: patronymic };
  switch (names) {
    case 'plain':
      return plain;
    case 'noPatronymic':
      return { ...plain, Patronymic: null };
    case 'namelessEmpty':
      return { Surname: '', Name: '', Patronymic: '' };
    case 'namelessNull':
      return { Surname: null, Name: null, Patronymic: null };
    case 'surnameOnly':
      return { Surname: surname, Name: '', Patronymic: null };
    case 'untrimmed':
      return { Surname: ` ${surname} `, Name: `${name}  `, Patronymic: ` ${patronymic}` };
    case 'doubleSpaces':
      return { ...plain, Name: `${name}  (новая)` };
    case 'upperCase':
      return { ...plain, Surname: surname.toUpperCase(), Name: name.toUpperCase() };
    case 'maidenName':
      return { ...plain, Surname: `${surname} (ранее ${surname.slice(0, 3)}енко)` };
  }
}
