import type { Flavor } from '../../src/ident/connection/connection.ts';
import { createTable } from '../../src/sandbox/sample-db/ddl.ts';
import { type ColumnSpec, schema, type TableName } from '../../src/sandbox/sample-db/schema.ts';

/** A table of a working clinic's database. */
interface RealTable {
  /** The sample's table whose rows it holds; absent: it begins empty. */
  readonly of?: TableName;
  readonly columns: Readonly<Record<string, ColumnSpec>>;
  /** Columns that the sample has under another name. */
  readonly was?: Readonly<Record<string, string>>;
}

/**
 * The tables of a working clinic's database, by its own names, where they differ from the sample's. Their types, where
 * the sample has none, are guessed. None has an index besides its key: IDENT's are not known.
 */
const tables: Readonly<Record<string, RealTable>> = {
  Persons: {
    of: 'Persons',
    columns: {
      ID: 'int not null',
      ...{ SurName: 'nvarchar(150)', Name: 'nvarchar(150)', Patronymic: 'nvarchar(150)' },
      ...{ Phone: 'nvarchar(100)', MobilePhone: 'nvarchar(100)', Birthday: 'nvarchar(30)' },
      DateTimeChanged: 'datetime',
    },
    was: { SurName: 'Surname' },
  },
  Patients: {
    of: 'Patients',
    columns: {
      ID_Persons: 'int not null',
      ...{ FirstVisit: 'datetime', MinStatus: 'int', InitialBalance: 'decimal(18,2)' },
      ...{ InitialTreatmentSum: 'decimal(18,2)', ParentSNP: 'nvarchar(300)', ID_Agents: 'int' },
      ...{ JobPlace: 'nvarchar(200)', Profession: 'nvarchar(200)', CardNumber: 'nvarchar(50)' },
      ...{ Comment: 'nvarchar(max)', AdditionalComment: 'nvarchar(max)', ID_InfoSources: 'int' },
      ...{ ID_StaffInfoSources: 'int', ID_ArchivingReasons: 'int', ID_Staffs: 'int' },
      ...{ ConformToSending: 'bit', SMSRejection: 'bit', BillIsNecessary: 'bit' },
      ...{
        EGISZRejection: 'bit',
        PatientToothInfo: 'nvarchar(max)',
        FirstConsultation: 'datetime',
      },
      ...{ FirstTreat: 'datetime', ExternalUID: 'nvarchar(50)', ID_StaffsChanged: 'int' },
      ...{ DateTimeChanged: 'datetime2(3)', PatientNumber: 'nvarchar(50)', Status: 'int' },
      ID_OldProgram: 'int',
    },
    was: {
      ID_InfoSources: 'ID_AdSources',
      ID_ArchivingReasons: 'ID_ArchiveReasons',
      SMSRejection: 'SmsRefusal',
    },
  },
  InfoSources: { of: 'AdSources', columns: schema.AdSources.columns },
  ArchivingReasons: { of: 'ArchiveReasons', columns: schema.ArchiveReasons.columns },
  Receptions: {
    of: 'Receptions',
    columns: {
      ...schema.Receptions.columns,
      ...{ ID_StaffsReceptionAdded: 'int', ReceptionAdded: 'datetime' },
      ...{ ID_DeliveryNotifications: 'int', DateTimeNotified: 'datetime', IsNotified: 'bit' },
      ...{ NeedHandReminder: 'bit', CancelReasonComment: 'nvarchar(1000)' },
      ...{ ID_StaffsReceptionCanceled: 'int', ID_ReceptionsTransferFrom: 'int' },
      ...{ ID_ExternalProviders: 'int', ExternalProviderComment: 'nvarchar(1000)' },
      ...{ ID_AppointmentSources: 'int', ExternalUID: 'nvarchar(50)' },
      ...{ ID_StaffsAdded: 'int', ID_StaffsChanged: 'int' },
    },
  },
  Orders: {
    of: 'Orders',
    columns: {
      ...schema.Orders.columns,
      ...{ ID_Patients: 'int', ID_Staffs: 'int', ID_StaffsAssistant: 'int' },
      ...{ DateTimeAdded: 'datetime', DateTimeChanged: 'datetime', DateTimeBill: 'datetime' },
      ...{ IsBillFormed: 'bit', RoundLength: 'int', ID_ReceptionsForUnique: 'int' },
    },
  },
  OrderServiceRelation: {
    of: 'OrderServiceRelation',
    columns: {
      ...schema.OrderServiceRelation.columns,
      ...{ ID_TreatmentPlans: 'int', TeethLong: 'nvarchar(200)' },
      ...{ DeferredDiscountSum: 'decimal(18,2)', IsWarranty: 'bit', ID_Companies: 'int' },
      ...{ CompanyPaymentState: 'int', DateTimeCompanyPaid: 'datetime', ID_Returns: 'int' },
      ...{ DateTimeAdded: 'datetime', DateTimeChanged: 'datetime' },
    },
  },
  PaymentsIn: {
    columns: {
      ID: 'int not null',
      ...{ DateTimePayment: 'datetime', ID_OwnCompanies: 'int', ID_Patients: 'int' },
      ...{ ID_CashDescs: 'int', ID_ServiceGroups: 'int', ID_Staffs: 'int' },
      ...{ Payment: 'decimal(18,2)', DateTimeAdded: 'datetime', DateTimeChanged: 'datetime' },
      DatePayment: 'date',
    },
  },
  /** What the journal is a view of. */
  Bills: {
    columns: {
      ...{ ID: 'int not null', ID_Orders: 'int', DateTimeBill: 'datetime', ID_Patients: 'int' },
      ...{ ID_Staffs: 'int', IsBillFormed: 'bit', IsShop: 'bit', Amount: 'decimal(18,2)' },
      ...{ WarrantyAmount: 'decimal(18,2)', AmountWithDiscount: 'decimal(18,2)' },
      Debt: 'decimal(18,2)',
    },
  },
};

const journal = 'OrderPaymentsJournal';

/** The sample database brought to the names of a working clinic's: exactly its columns, a statement each. */
export function realColumns(flavor: Flavor): readonly string[] {
  return [
    ...Object.entries(tables).flatMap(([name, table]) => replaced(flavor, name, table)),
    'update Orders set ID_Patients = (select r.ID_Patients from Receptions r where r.ID = Orders.ID_Receptions)',
    `create view ${journal} as
      select ID_Orders, DateTimeBill, ID_Patients, ID_Staffs, IsBillFormed, IsShop, Amount, WarrantyAmount,
        AmountWithDiscount, Debt
      from Bills`,
  ];
}

/** What takes away from a SQL Server all that {@link realColumns} may have made there, finished or not. */
export const dropRealColumns: readonly string[] = [
  `if object_id(N'${journal}', N'V') is not null drop view [${journal}]`,
  ...Object.keys(tables)
    .flatMap((table) => [table, kept(table)])
    .map((table) => `if object_id(N'${table}', N'U') is not null drop table [${table}]`),
];

/** By new tables alone: SQL Server and what speaks like it agree on those, but not on how columns get other names. */
function replaced(flavor: Flavor, name: string, { of, columns, was = {} }: RealTable): string[] {
  const [key = 'ID'] = Object.keys(columns);
  const create = createTable(flavor, name, { columns, primaryKey: [key] });
  if (of === undefined) return [...(name in schema ? [`drop table ${name}`] : []), create];
  const source = of === name ? kept(name) : of;
  const before: Readonly<Record<string, unknown>> = schema[of].columns;
  const shared = Object.keys(columns).filter((column) => (was[column] ?? column) in before);
  const keep =
    flavor === 'mssql'
      ? `select * into ${source} from ${name}`
      : `create table ${source} as select * from ${name}`;
  return [
    ...(of === name ? [keep, `drop table ${name}`] : []),
    create,
    `insert into ${name} (${shared.join(', ')})
      select ${shared.map((column) => was[column] ?? column).join(', ')} from ${source}`,
    `drop table ${source}`,
  ];
}

function kept(table: string): string {
  return `${table}_of_sample`;
}
