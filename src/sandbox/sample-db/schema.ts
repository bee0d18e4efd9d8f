/**
 * The sample schema, once, as data: `ddl.ts` makes both databases of it, and the types of all rows follow from it.
 *
 * Tables and columns are IDENT's confirmed ones (names case-exact); the ones that no public source confirms stand
 * under the names that the user's original knew. There are no foreign keys: rows come in table by table in batches,
 * and a clinic's database is not known to have them either.
 */
type BaseType =
  | 'int'
  | 'bit'
  | 'date'
  | 'datetime'
  | 'datetime2(3)'
  | 'decimal(5,2)'
  | 'decimal(18,2)'
  | `nvarchar(${number | 'max'})`;

/** A column's type in SQL Server's words; without `not null` it may be empty. */
export type ColumnSpec = BaseType | `${BaseType} not null`;

export interface TableSpec {
  readonly columns: Readonly<Record<string, ColumnSpec>>;
  readonly primaryKey: readonly string[];
  /** Columns that have an index of their own. */
  readonly indexes?: readonly string[];
}

export const schema = {
  Persons: {
    columns: {
      ID: 'int not null',
      Surname: 'nvarchar(150)',
      Name: 'nvarchar(150)',
      Patronymic: 'nvarchar(150)',
      /** Text: nobody knows IDENT's type, so dates and `dd.MM.yyyy` must both be able to stand here. */
      Birthday: 'nvarchar(30)',
      MobilePhone: 'nvarchar(100)',
      Phone: 'nvarchar(100)',
      Email: 'nvarchar(150)',
      /** 1 male, 2 female. */
      Sex: 'int',
      City: 'nvarchar(100)',
      Address: 'nvarchar(500)',
      INN: 'nvarchar(20)',
      SNILS: 'nvarchar(20)',
      Passport: 'nvarchar(200)',
      DateTimeChanged: 'datetime',
    },
    primaryKey: ['ID'],
    indexes: ['DateTimeChanged'],
  },
  Patients: {
    columns: {
      /** Key of a patient everywhere, also where a column is called `ID_Patients`. */
      ID_Persons: 'int not null',
      CardNumber: 'nvarchar(50)',
      PatientNumber: 'nvarchar(50)',
      ParentSNP: 'nvarchar(300)',
      Comment: 'nvarchar(max)',
      /** 1 active, 2 archived, 3 deleted; NULL is active. */
      Status: 'int',
      ID_ArchiveReasons: 'int',
      DiscountPercent: 'decimal(5,2)',
      Advance: 'decimal(18,2)',
      Debt: 'decimal(18,2)',
      SmsRefusal: 'bit',
      /** Consent to mailings; NULL: nobody asked. */
      ConformToSending: 'bit',
      ID_AdSources: 'int',
      DateTimeAdded: 'datetime',
      DateTimeChanged: 'datetime2(3)',
    },
    primaryKey: ['ID_Persons'],
    indexes: ['DateTimeChanged'],
  },
  ArchiveReasons: {
    columns: { ID: 'int not null', Name: 'nvarchar(200)' },
    primaryKey: ['ID'],
  },
  AdSources: {
    columns: { ID: 'int not null', Name: 'nvarchar(200)' },
    primaryKey: ['ID'],
  },
  Receptions: {
    columns: {
      ID: 'int not null',
      ID_Patients: 'int',
      ID_Staffs: 'int',
      ID_Armchairs: 'int',
      PlanStart: 'datetime',
      PlanEnd: 'datetime',
      PatientAppeared: 'datetime',
      ReceptionStarted: 'datetime',
      ReceptionEnded: 'datetime',
      ReceptionCanceled: 'datetime',
      CheckIssued: 'datetime',
      ID_ReceptionCancelReasons: 'int',
      /** The cancelled reception that this one was made of when the booking was moved. */
      ID_ReceptionsTransferFrom: 'int',
      Comment: 'nvarchar(1000)',
      DateTimeAdded: 'datetime',
      /** Does not move when only the stamps above move, as in IDENT. */
      DateTimeChanged: 'datetime',
    },
    primaryKey: ['ID'],
    indexes: ['ID_Patients', 'DateTimeChanged', 'ReceptionEnded', 'ID_ReceptionsTransferFrom'],
  },
  ReceptionCancelReasons: {
    columns: { ID: 'int not null', Name: 'nvarchar(200)' },
    primaryKey: ['ID'],
  },
  Staffs: {
    columns: { ID_Persons: 'int not null', Archive: 'bit' },
    primaryKey: ['ID_Persons'],
  },
  /** Staff ↔ profession; a doctor with two professions multiplies the rows of a careless join. */
  Items: {
    columns: { ID_Staffs: 'int not null', ID_ProfessionNames: 'int not null' },
    primaryKey: ['ID_Staffs', 'ID_ProfessionNames'],
  },
  ProfessionNames: {
    columns: {
      ID: 'int not null',
      NameProfession: 'nvarchar(200)',
      ID_Roles: 'int',
      Archive: 'bit',
    },
    primaryKey: ['ID'],
  },
  Armchairs: {
    columns: {
      ID: 'int not null',
      ID_OwnCompanies: 'int',
      NameArmchair: 'nvarchar(200)',
      Archive: 'bit',
    },
    primaryKey: ['ID'],
  },
  /** The branches: shown as BranchName, else Name. */
  OwnCompanies: {
    columns: { ID: 'int not null', Name: 'nvarchar(200)', BranchName: 'nvarchar(200)' },
    primaryKey: ['ID'],
  },
  Orders: {
    columns: {
      ID: 'int not null',
      ID_Receptions: 'int',
      ID_OwnCompanies: 'int',
      DateTimeOrder: 'datetime',
      DateTimeBillFormed: 'datetime',
    },
    primaryKey: ['ID'],
    indexes: ['ID_Receptions', 'DateTimeOrder'],
  },
  OrderServiceRelation: {
    columns: {
      ID: 'int not null',
      ID_Orders: 'int',
      ID_ServicePrices: 'int',
      CountService: 'int',
      DiscountSum: 'decimal(18,2)',
      ID_TreatmentPlanElementRelations: 'int',
    },
    primaryKey: ['ID'],
    indexes: ['ID_Orders'],
  },
  TreatmentPlans: {
    columns: {
      ID: 'int not null',
      ID_Patients: 'int',
      Name: 'nvarchar(200)',
      IsActive: 'bit',
      DateTimeAdded: 'datetime',
      DateTimeChanged: 'datetime',
    },
    primaryKey: ['ID'],
    indexes: ['ID_Patients'],
  },
  TreatmentPlanElements: {
    columns: { ID: 'int not null', Price: 'decimal(18,2)' },
    primaryKey: ['ID'],
  },
  /** The lines of plans; one is done when an order's service points at it. */
  TreatmentPlanElementRelations: {
    columns: {
      ID: 'int not null',
      ID_TreatmentPlans: 'int',
      ID_TreatmentPlanElements: 'int',
      DiscountSum: 'decimal(18,2)',
      DateTimeAdded: 'datetime',
      DateTimeChanged: 'datetime',
    },
    primaryKey: ['ID'],
    indexes: ['ID_TreatmentPlans'],
  },
  PaymentsIn: {
    columns: {
      ID: 'int not null',
      ID_Patients: 'int',
      Payment: 'decimal(18,2)',
      DateTimePayment: 'datetime',
      DateTimeAdded: 'datetime',
      DateTimeChanged: 'datetime',
    },
    primaryKey: ['ID'],
    indexes: ['ID_Patients'],
  },
  ServiceItems: {
    columns: { ID: 'int not null', Name: 'nvarchar(300)', NotAService: 'bit' },
    primaryKey: ['ID'],
  },
  ServiceItemPrices: {
    columns: {
      ID: 'int not null',
      ID_ServiceItems: 'int',
      Price: 'decimal(18,2)',
      ID_ServicePriceGroups: 'int',
      DateTimeFrom: 'datetime',
      DateTimeTo: 'datetime',
    },
    primaryKey: ['ID'],
  },
  /**
   * Not IDENT's: the mark by which `sample-db mutate` knows that it does not stand before a clinic's database (I6).
   */
  SampleDatabase: {
    columns: { Seed: 'int not null', Patients: 'int not null' },
    primaryKey: ['Seed'],
  },
} as const satisfies Record<string, TableSpec>;

export type TableName = keyof typeof schema;

export const tableNames = Object.keys(schema) as readonly TableName[]; // Object.keys forgets the literal keys

/**
 * Decimals and date-times are text on the way in, so that neither database rounds: `'1050.50'`,
 * `'2026-06-01 09:30:00.250'`. A bit is 0 or 1: node:sqlite binds no booleans.
 */
type Cell<S extends ColumnSpec> =
  | (S extends `int${string}` | `bit${string}` ? number : string)
  | (S extends `${string}not null` ? never : null);

type Columns<T extends TableName> = (typeof schema)[T]['columns'];

/** One row of a table; every column is given. */
export type Row<T extends TableName> = {
  readonly [C in keyof Columns<T>]: Columns<T>[C] extends ColumnSpec ? Cell<Columns<T>[C]> : never;
};

/** For Kysely. */
export type SampleTables = { [T in TableName]: Row<T> };

type NotNull<T extends TableName> = {
  [C in keyof Row<T>]: null extends Row<T>[C] ? never : C;
}[keyof Row<T>];

/** A row as it is written: what may be empty may be left out. */
export type GivenRow<T extends TableName> = Pick<Row<T>, NotNull<T>> & Partial<Row<T>>;

/** Rows of several tables. */
export type Rows = { readonly [T in TableName]?: readonly GivenRow<T>[] };
