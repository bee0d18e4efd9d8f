/**
 * The awkward cases and how often they come: **of every hundred patients** (2–101, 102–201, …) exactly so many.
 * Patient 1 stands outside: an ordinary adult with everything filled.
 *
 * `circle` splits the hundred into families, children and adults. Aspects of `adults` deal their cases among the 83
 * adults (families and children have their own phones, names and birthdays), aspects of `everybody` among all 100.
 */
export const shares = {
  circle: {
    /** Three families of four: mother, father, teenager on one phone; a child with ParentSNP and no phone. */
    family: 12,
    /** ParentSNP, no phone. */
    child: 5,
    adult: 83,
  },
  adults: {
    phones: {
      plusSeven: 17, // +7 (925) 123-45-67
      eight: 15, // 8 (925) 123-45-67
      tenDigits: 7, // 9251234567
      e164: 6, // +79251234567
      elevenDigits: 5, // 89251234567
      dashes: 3, // 8-925-123-45-67
      withLandline: 8, // a second phone in Persons.Phone
      withSecondMobile: 5,
      sameTwice: 3, // Persons.Phone repeats the mobile in another spelling
      secondGarbage: 1,
      landlineOnly: 2, // MobilePhone NULL
      twoInOne: 3, // two numbers in one string
      extension: 2, // … доб. 12
      foreign: 1,
      garbage: 2, // «нет», «звонить маме»
      noneNull: 2,
      noneEmpty: 1,
    },
    names: {
      plain: 70,
      noPatronymic: 4,
      namelessEmpty: 1, // surname and name ''
      namelessNull: 1,
      surnameOnly: 1,
      untrimmed: 3,
      doubleSpaces: 1,
      upperCase: 1,
      maidenName: 1, // «Петрова (Сидорова)»
    },
    birthdays: {
      date: 40, // 1985-05-15
      dateTime: 14, // 1985-05-15 00:00:00
      dotted: 11, // 15.05.1985
      before1970: 9,
      before1970Dotted: 2,
      future: 1,
      null: 4,
      empty: 1,
      impossible: 1, // 31.02.1980
    },
  },
  everybody: {
    sex: { known: 94, null: 3, zero: 2, other: 1 },
    statuses: { active: 78, null: 8, archived: 8, archivedWithoutReason: 2, deleted: 4 },
    comments: {
      null: 44,
      short: 41,
      empty: 3,
      blank: 1,
      lines: 5,
      emoji: 3,
      untrimmed: 2,
      long: 1,
    },
    addresses: { plain: 71, null: 19, empty: 3, untrimmed: 4, over255: 3 },
    documents: { null: 40, all: 27, snils: 15, inn: 5, untrimmed: 3, empty: 10 },
    cards: { plain: 86, null: 4, empty: 3, untrimmed: 4, leadingZeros: 3 },
    emails: { null: 48, plain: 42, empty: 4, upperCase: 3, twoInOne: 1, garbage: 2 },
    money: { zero: 60, null: 14, advance: 12, debt: 10, kopecks: 4 },
    sms: { no: 70, yes: 12, null: 18 },
    visits: {
      usual: 66,
      none: 12,
      plannedOnly: 4,
      cancelledOnly: 3,
      cancelledByReason: 3, // ID_ReceptionCancelReasons without ReceptionCanceled
      cancelledWithOrder: 1,
      twoOrders: 5, // two orders on one reception
      withoutBill: 2, // ReceptionEnded, no CheckIssued
      billOnly: 2, // CheckIssued, no ReceptionEnded
      inTheChair: 1, // started today, not ended
      noShow: 1, // in the past, no stamp at all
    },
    /** A reception that belongs to no patient stands beside these. */
    strays: { none: 98, withoutPatient: 2 },
    /** DateTimeChanged; `import`: one and the same stamp, {@link importStamp}, on all of them. */
    stamps: { own: 70, import: 20, personOnly: 4, patientOnly: 3, null: 3 },
  },
} as const;

/** The night in which a fifth of the patients was imported: the very same DateTimeChanged on all their rows. */
export const importStamp = '2026-03-14 02:00:00';

type AdultCases = { readonly [A in keyof typeof shares.adults]: keyof (typeof shares.adults)[A] };
type CommonCases = {
  readonly [A in keyof typeof shares.everybody]: keyof (typeof shares.everybody)[A];
};

/** Which cases a patient has been dealt. */
export interface Cases extends AdultCases, CommonCases {
  readonly circle: keyof typeof shares.circle;
  /** Only in a family: its number, and whether mother (0), father (1), teenager (2) or child (3). */
  readonly family: { readonly no: number; readonly member: number } | null;
}

const familySize = 4;
const plainAdult: AdultCases = { phones: 'plusSeven', names: 'plain', birthdays: 'date' };

/** The cases of patient `k` (≥ 2): follow from `k` and the seed alone. */
export function casesOf(seed: number, k: number): Cases {
  const place = (k + 98) % 100;
  const hundred = Math.floor((k + 98) / 100);
  const { family, child, adult } = shares.circle;
  const isAdult = place >= family + child;
  const common = deal(shares.everybody, place, 100, seed, hundred);
  const own = isAdult
    ? deal(shares.adults, place - family - child, adult, seed, hundred)
    : plainAdult;
  return {
    ...common,
    ...own,
    circle: place < family ? 'family' : isAdult ? 'adult' : 'child',
    family:
      place < family
        ? {
            no: hundred * (family / familySize) + Math.floor(place / familySize),
            member: place % familySize,
          }
        : null,
  };
}

type Aspects = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Deals each aspect's cases like a deck of cards, shuffled anew for every aspect and hundred. */
function deal<A extends Aspects>(
  aspects: A,
  place: number,
  size: number,
  seed: number,
  hundred: number,
): { readonly [K in keyof A]: keyof A[K] } {
  const dealt = Object.entries(aspects).map(([aspect, cases], index) => {
    const random = scramble(seed, hundred, index + size);
    const stride = strides[random % strides.length] ?? 1;
    let card = (place * stride + (random >>> 8)) % size;
    const found = Object.entries(cases).find(([, share]) => {
      card -= share;
      return card < 0;
    });
    return [aspect, found?.[0]];
  });
  return Object.fromEntries(dealt); // fromEntries forgets the keys, which are the aspects' own
}

/** Coprime to 83 and to 100, so that multiplying by one of them is a shuffle. */
const strides = [3, 7, 9, 11, 13, 17, 19, 21, 23, 27, 29, 31, 33, 37, 39, 41, 43, 47];

/** Three integers to 32 well-mixed bits. */
function scramble(...numbers: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const number of numbers) {
    mixed = Math.imul(mixed ^ number, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return mixed >>> 0;
}
