/** A patient's key in IDENT: `Patients.ID_Persons` (= `Persons.ID`), an int. */
export type PatientId = number & { readonly __brand: 'PatientId' };

/** A calendar date, `YYYY-MM-DD`, in no time zone. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' };

/** The clinic's wall clock, `YYYY-MM-DDTHH:MM:SS`, in no time zone. */
export type WallClock = string & { readonly __brand: 'WallClock' };

/** An exact decimal, as in `"1050.5"`: optional minus, no exponent, no trailing zeros, no grouping. */
export type Decimal = string & { readonly __brand: 'Decimal' };

/**
 * A value as IDENT has it: the value, `null` when IDENT's cell is empty, `undefined` when it is not known here:
 * switched off, no such column in this database, or unreadable. Off, missing or unreadable is not empty (DESIGN §4):
 * what is `undefined` is neither compared, cleared nor restored.
 */
export type Read<T> = T | null | undefined;

/** One row of IDENT's Patients with its person, parsed into types but not yet shaped for amoCRM. */
export interface Patient {
  readonly id: PatientId;
  readonly surname: Read<string>;
  readonly name: Read<string>;
  readonly patronymic: Read<string>;
  /** `Patients.ParentSNP`: parent or guardian, one free text. */
  readonly parentName: Read<string>;
  readonly birthday: Read<CalendarDate>;
  /** `null` when the database says nothing; a code that nobody knows is unreadable. */
  readonly sex: Read<'male' | 'female'>;
  /** Free text as typed; may hold several numbers. */
  readonly mobilePhone: Read<string>;
  /** Free text as typed; the additional phone. */
  readonly phone: Read<string>;
  readonly email: Read<string>;
  readonly cardNumber: Read<string>;
  readonly comment: Read<string>;
  readonly patientNumber: Read<string>;
  /** `null` (IDENT's NULL) means active. */
  readonly status: Read<'active' | 'archived' | 'deleted'>;
  readonly archiveReason: Read<string>;
  readonly branch: Read<string>;
  readonly city: Read<string>;
  readonly inn: Read<string>;
  readonly snils: Read<string>;
  readonly passport: Read<string>;
  readonly firstVisit: Read<CalendarDate>;
  readonly visits: Read<number>;
  readonly visitsSum: Read<Decimal>;
  readonly discount: Read<Decimal>;
  readonly advance: Read<Decimal>;
  readonly debt: Read<Decimal>;
  readonly smsRefusal: Read<boolean>;
  readonly changedAt: Read<WallClock>;
  readonly address: Read<string>;
  readonly source: Read<string>;
  /** Whose cells hold something that cannot be read: of their `undefined`, those that a person should be told of. */
  readonly unreadable?: readonly PatientInput[];
}

/** What a profile can feed: every property of {@link Patient} that comes from a cell. */
export type PatientInput = Exclude<keyof Patient, 'id' | 'unreadable'>;
