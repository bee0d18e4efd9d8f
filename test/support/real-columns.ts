/**
 * The sample database brought to the names of a working clinic's: exactly its columns, so far as the sample has what
 * stands in them. What IDENT has of money and marks of order lines is added, empty.
 */
export const realColumns: readonly string[] = [
  'alter table Persons rename column Surname to SurName',
  ...['Email', 'Sex', 'City', 'Address', 'INN', 'SNILS', 'Passport'].map(
    (column) => `alter table Persons drop column ${column}`,
  ),
  'alter table ArchiveReasons rename to ArchivingReasons',
  'alter table AdSources rename to InfoSources',
  'alter table Patients rename column ID_ArchiveReasons to ID_ArchivingReasons',
  'alter table Patients rename column ID_AdSources to ID_InfoSources',
  'alter table Patients rename column SmsRefusal to SMSRejection',
  ...['DiscountPercent', 'Advance', 'Debt', 'DateTimeAdded'].map(
    (column) => `alter table Patients drop column ${column}`,
  ),
  ...['FirstVisit datetime', 'MinStatus int', 'InitialBalance decimal(18,2)'].map(
    (column) => `alter table Patients add column ${column}`,
  ),
  ...['ID_ReceptionsTransferFrom int', 'RowVersion blob'].map(
    (column) => `alter table Receptions add column ${column}`,
  ),
  ...[
    'ID_Patients int',
    'IsBillFormed bit',
    'DateTimeBill datetime',
    'DateTimeAdded datetime',
    'DateTimeChanged datetime',
  ].map((column) => `alter table Orders add column ${column}`),
  ...['ID_Returns int', 'IsWarranty bit', 'DateTimeAdded datetime', 'DateTimeChanged datetime'].map(
    (column) => `alter table OrderServiceRelation add column ${column}`,
  ),
  'update Orders set ID_Patients = (select ID_Patients from Receptions r where r.ID = Orders.ID_Receptions)',
  `create table PaymentsIn (ID integer primary key, DateTimePayment datetime, ID_OwnCompanies int, ID_Patients int,
    ID_CashDescs int, ID_ServiceGroups int, ID_Staffs int, Payment decimal(18,2), DateTimeAdded datetime,
    DateTimeChanged datetime, DatePayment date)`,
  `create table Bills (ID_Orders int, DateTimeBill datetime, ID_Patients int, Amount decimal(18,2),
    WarrantyAmount decimal(18,2), AmountWithDiscount decimal(18,2), Debt decimal(18,2))`,
  'create view OrderPaymentsJournal as select * from Bills',
];
