/** What a cell with phones holds: numbers in order (`~` before one that is sent as typed), and what is only told. */
export interface PhoneCase {
  readonly cell: string;
  readonly phones: readonly string[];
  /** How many stretches of digits cannot be read; none where left out. */
  readonly unreadable?: number;
  /** Whether a remark is left out, or signs that nobody can see; none where left out. */
  readonly remarks?: true;
}

const none = (...cells: readonly string[]): readonly PhoneCase[] =>
  cells.map((cell) => ({ cell, phones: [] }));
const one = (phone: string, ...cells: readonly string[]): readonly PhoneCase[] =>
  cells.map((cell) => ({ cell, phones: [phone] }));

const ours = '+79051112201';
const noted = (...cells: readonly string[]): readonly PhoneCase[] =>
  cells.map((cell) => ({ cell, phones: [ours], remarks: true }));

/** One line a cell, as administrators of clinics type them. A new oddity is a new line here. */
export const phoneCells: readonly PhoneCase[] = [
  // An empty mask, a word for nothing, zeros: there is no phone, and nothing to tell.
  ...none('', ' ', '-', '—', '.', '+', '7', '8', '0', '+7', '8-', '+7 (   )', '+7(   )   -  -  '),
  ...none('8(___)___-__-__', '+7 (___) ___-__-__', '00000', '+7(000)000-00-00', '80000000000'),
  ...none('1111111', '+7 111 111 11 11', 'нет', 'Нет', 'НЕТ.', 'нету', 'не указан', 'Не указано'),
  ...none(
    'нет телефона',
    'отсутствует',
    'без телефона',
    'б/т',
    'неизвестно',
    'none',
    'NULL',
    'n/a',
  ),
  // A number beside a remark.
  ...noted('8 905 111-22-01, с 9 до 18', '8 905 111-22-01, кв. 5', '8 905 111-22-01; после 18.00'),
  ...noted('8 905 111-22-01, 05.03.2024 сменил', '8 905 111-22-01 05.03.2024', 'мама 89051112201'),
  ...noted('8 905 111-22-01 (с 10.00 до 20.00)', '8 905 111-22-01 10:00-20:00'),
  ...noted('89051112201 звонить 2 раза', '8 905 111-22-01 Анна 12 лет', '89051112201 whatsapp'),
  ...noted('8 905 111-22-01, 05-03-24', '8 905 111-22-01 05-03-24', '8 905 111-22-01 до 18:00'),
  ...noted('не звонить! 8 905 111-22-01', '8 905 111-22-01 (раб., спросить Ольгу)'),
  // What a word beside it counts, and numbers that are counted themselves.
  ...noted('8 905 111-22-01 2 этаж', '8 905 111-22-01 2-й этаж', '8 905 111-22-01 5 лет'),
  ...noted('8 905 111 22 01 2 ребенка', '8 905 111-22-01 2024 г', 'Иванова 12-5 8 905 111-22-01'),
  ...noted('№1 8 905 111 22 01 мама', '1) 8 905 111-22-01', '1. 89051112201', '89051112201 (2)'),
  { cell: '1) 8 905 111-22-01 2) 495 123-45-67', phones: [ours, '+74951234567'], remarks: true },
  { cell: 'тел1: 89051112201 тел2: 4951234567', phones: [ours, '+74951234567'], remarks: true },
  { cell: '89051112201 2', phones: [], unreadable: 1 },
  { cell: '8 905 111-22-01, после 5 марта 2024, кв. 12', phones: [ours], remarks: true },
  // What only says what kind of number it is is no remark.
  ...one(ours, 'тел. 8 905 111-22-01', 'моб.: 89051112201', 'т.8(905)1112201', 'сот 89051112201'),
  // A mask beside a number.
  ...one(ours, '+7 (   ), 8 905 111-22-01', '+7 (905) 111-22-01 +7', '8 905 111-22-01, -'),
  ...one(ours, '8 905 111-22-01, 0'),
  // Slips of the pen that leave no doubt.
  ...one(ours, '+8 905 111-22-01', '+8(905)1112201', '+7 79051112201', '+7 7905 111 22 01'),
  ...one(ours, '+7 8 905 111-22-01', '8 79051112201', '+9051112201', '79051112201.0'),
  ...one(ours, '79051112201,00', '7.9051112201E+10', '7,9051112201E+10', '89О51112201'),
  ...one(ours, '8 9о5 111-22-01', '８９０５１１１２２０１'),
  // Neighbours, whose plus was not typed.
  ...one('+998901234567', '998901234567', '998 90 123 45 67', '+998901234567', '00998901234567'),
  ...one('+375291234567', '375291234567', '375 (29) 123-45-67', '00 375 29 123 45 67'),
  ...one('+380501234567', '380501234567', '380 50 123 45 67'),
  ...one('+37455123456', '37455123456', '374 55 123456'),
  ...one('+996555123456', '996555123456'),
  // Two numbers with all but the last digits in common.
  { cell: '8 905 111-22-03/04', phones: ['+79051112203', '+79051112204'] },
  { cell: '89051112203/04', phones: ['+79051112203', '+79051112204'] },
  { cell: '8 (905) 111-22-03/04/05', phones: ['+79051112203', '+79051112204', '+79051112205'] },
  { cell: '8 905 111-2203/2204', phones: ['+79051112203', '+79051112204'] },
  // Numbers of the town are kept as they were typed.
  { cell: '123-45-67', phones: ['~123-45-67'] },
  { cell: '5-12-34', phones: ['~5-12-34'] },
  { cell: '34-56-78 (Тверь)', phones: ['~34-56-78'], remarks: true },
  { cell: '8 905 111-22-01, 123-45-67', phones: [ours, '~123-45-67'] },
  // Signs that nobody can see come along when a number is copied.
  { cell: '\u202d+7 905 111-22-01\u202c', phones: [ours], remarks: true },
  { cell: '8\u00a0905\u00a0111-22-01', phones: [ours] },
  { cell: '8905\u200b1112201', phones: [ours], remarks: true },
  // What cannot be read is counted, not sent and not guessed.
  { cell: '8 905 111-22', phones: [], unreadable: 1 },
  { cell: '8 905 111-22-01 89', phones: [], unreadable: 1 },
  { cell: '8 925 123 45 67 123 45 67', phones: [], unreadable: 1 },
  { cell: '8 905 111-22-01, 8 905 111-22', phones: [ours], unreadable: 1 },
  { cell: '2804 123456', phones: [], unreadable: 1 },
  { cell: '112', phones: [], remarks: true },
  { cell: 'не отвечает', phones: [], remarks: true },
  { cell: 'спросить у мамы', phones: [], remarks: true },
];

export interface EmailCase {
  readonly cell: string;
  readonly emails: readonly string[];
  /** Whether something that looks like an address is left out, and whether a remark is: no where left out. */
  readonly dropped?: true;
  readonly remarks?: true;
}

const address = (cell: string, ...emails: readonly string[]): EmailCase => ({ cell, emails });
const lost = (cell: string, more: Partial<EmailCase> = {}): EmailCase => ({
  cell,
  emails: [],
  dropped: true,
  ...more,
});

export const emailCells: readonly EmailCase[] = [
  address(''),
  address('-'),
  address('нет'),
  address('не указан'),
  address("o'connor@example.org", "o'connor@example.org"),
  address("'anna@mail.ru'", 'anna@mail.ru'),
  address('«anna@mail.ru»', 'anna@mail.ru'),
  address('анна@почта.рф', 'анна@почта.рф'),
  address('anna@xn--80a1acny.xn--p1ai', 'anna@xn--80a1acny.xn--p1ai'),
  address('ANNA@Mail.RU.', 'anna@mail.ru'),
  address('mailto:anna@mail.ru', 'anna@mail.ru'),
  address('e-mail: anna@mail.ru', 'anna@mail.ru'),
  address('почта anna@mail.ru', 'anna@mail.ru'),
  address('anna@mail.ru/ivan@mail.ru', 'anna@mail.ru', 'ivan@mail.ru'),
  address('anna@mail.ru; ivan@mail.ru, anna@mail.ru', 'anna@mail.ru', 'ivan@mail.ru'),
  { cell: 'Анна <anna@mail.ru>', emails: ['anna@mail.ru'], remarks: true },
  { cell: 'anna@mail.ru (рабочая)', emails: ['anna@mail.ru'], remarks: true },
  { cell: 'мама anna@mail.ru', emails: ['anna@mail.ru'], remarks: true },
  { cell: '\ufeffanna@mail.ru', emails: ['anna@mail.ru'], remarks: true },
  { cell: 'anna@mail.ru, 8 905 111-22-01', emails: ['anna@mail.ru'], remarks: true },
  // A letter of the other keyboard, which only looks like the right one.
  lost('аnna@mail.ru'),
  lost('anna@mаil.ru'),
  // A part of an address is the address of somebody else.
  lost('anna@mail,ru', { remarks: true }),
  lost('anna@mail.co,uk', { remarks: true }),
  lost('anna@gmail.co m', { remarks: true }),
  lost('anna petrova@mail.ru', { remarks: true }),
  lost('anna,petrova@mail.ru', { remarks: true }),
  lost('anna/petrova@mail.ru', { remarks: true }),
  lost('петрова анна@почта.рф', { remarks: true }),
  lost('anna @mail.ru', { remarks: true }),
  lost('anna@ mail.ru', { remarks: true }),
  lost('anna@@mail.ru'),
  lost('a@b@mail.ru'),
  lost('anna@mail..ru'),
  lost('anna.@mail.ru'),
  lost('.anna@mail.ru@'),
  lost('anna@mail'),
  lost('anna@mail.r'),
  lost('anna@-mail.ru'),
];
