import type { PatientInput } from '../../contact/model/table.ts';

/** A column of one table, as a profile names it; the catalogue decides on its spelling. */
export interface ColumnName {
  readonly table: string;
  readonly column: string;
}

/** `Receptions.DateTimeChanged` */
export const columnName = ({ table, column }: ColumnName): string => `${table}.${column}`;

interface ComputedDefinition {
  /** The one input that it feeds. */
  readonly input: PatientInput;
  /** How people are shown where it comes from. */
  readonly path: string;
  /** All columns that it is computed from, where the database has them: to lose one makes it unreadable, never less. */
  readonly reads: readonly ColumnName[];
  /** Those of them that only refine it: where they never existed, it goes without them, and that is told. */
  readonly refinedBy?: readonly ColumnName[];
  /** What it is for whom nothing was found: no visit and no sum are known to be none, not unknown. */
  readonly nothing: 0 | null;
  /** Its rule is a guess at how IDENT keeps money: off until a person of the clinic confirmed the figures. */
  readonly toConfirm?: true;
}

const columns = (table: string, ...names: readonly string[]): readonly ColumnName[] =>
  names.map((column) => ({ table, column }));

const receptions = columns('Receptions', 'ID', 'ID_Patients');
const cancels = columns('Receptions', 'ReceptionCanceled', 'ID_ReceptionCancelReasons');

const completed = [
  ...receptions,
  ...cancels,
  ...columns('Receptions', 'ReceptionEnded', 'CheckIssued'),
];
const days = columns('Receptions', 'ReceptionStarted', 'PlanStart');
const booked = [
  ...completed,
  ...columns('Receptions', 'PlanStart', 'PatientAppeared', 'ReceptionStarted'),
];

const doctor = [
  ...columns('Receptions', 'ID_Staffs'),
  ...columns('Persons', 'ID', 'SurName', 'Name', 'Patronymic'),
];

const cancelled = [
  ...receptions,
  ...cancels,
  ...columns('Receptions', 'ID_ReceptionsTransferFrom'),
  ...columns('ReceptionCancelReasons', 'ID', 'Name'),
];

const unpaidMarks = columns('OrderServiceRelation', 'ID_Returns', 'IsWarranty');
const refinements = [...columns('OrderServiceRelation', 'DiscountSum'), ...unpaidMarks];
const planRefinements = [
  ...columns('TreatmentPlanElementRelations', 'DiscountSum'),
  ...unpaidMarks,
];

/** What is counted from the clinic's own work and books instead of being read from one cell. */
const definitions = {
  /** How many receptions of the patient were completed; 0 is a value. */
  'completedReceptions.count': {
    input: 'visits',
    path: 'Receptions',
    reads: completed,
    nothing: 0,
  },
  /** The day of the earliest of them: started, else planned, else ended. */
  'completedReceptions.firstDate': {
    input: 'firstVisit',
    path: 'Receptions',
    reads: [...completed, ...days],
    nothing: null,
  },
  /** Sum of `CountService × Price − DiscountSum` over their orders, without returned and warranty lines; 0 is a value. */
  'orders.sum': {
    input: 'visitsSum',
    path: 'Receptions → Orders → OrderServiceRelation → ServiceItemPrices',
    reads: [
      ...completed,
      ...columns('Orders', 'ID', 'ID_Receptions'),
      ...columns('OrderServiceRelation', 'ID_Orders', 'ID_ServicePrices', 'CountService'),
      ...refinements,
      ...columns('ServiceItemPrices', 'ID', 'Price'),
    ],
    refinedBy: refinements,
    nothing: 0,
  },
  /** The branch of the latest of them by planned start: of its latest order, else of its chair. */
  'lastReception.branch': {
    input: 'branch',
    path: 'Receptions → Orders, Armchairs → OwnCompanies',
    reads: [
      ...completed,
      ...columns('Receptions', 'PlanStart', 'ID_Armchairs'),
      ...columns('Orders', 'ID', 'ID_Receptions', 'ID_OwnCompanies', 'DateTimeOrder'),
      ...columns('Armchairs', 'ID', 'ID_OwnCompanies'),
      ...columns('OwnCompanies', 'ID', 'Name', 'BranchName'),
    ],
    nothing: null,
  },
  /** When the latest of them was: started, else planned, else ended. */
  'lastReception.date': {
    input: 'lastVisit',
    path: 'Receptions',
    reads: [...completed, ...days],
    nothing: null,
  },
  /** Who treated then. */
  'lastReception.doctor': {
    input: 'lastDoctor',
    path: 'Receptions → Staffs → Persons',
    reads: [...completed, ...days, ...doctor],
    nothing: null,
  },
  /** When the earliest booking is that is still ahead. */
  'nextBooking.start': {
    input: 'nextVisit',
    path: 'Receptions.PlanStart',
    reads: booked,
    nothing: null,
  },
  /** Who is to treat then. */
  'nextBooking.doctor': {
    input: 'nextDoctor',
    path: 'Receptions → Staffs → Persons',
    reads: [...booked, ...doctor],
    nothing: null,
  },
  /** How many bookings are ahead, or began within a day and are not over. */
  'bookings.open': {
    input: 'openBookings',
    path: 'Receptions',
    reads: [...completed, ...columns('Receptions', 'PlanStart')],
    nothing: 0,
  },
  /** How many bookings nobody came to: by the reason that they were cancelled for; 0 is a value. */
  'cancelledReceptions.noShows': {
    input: 'noShows',
    path: 'Receptions → ReceptionCancelReasons',
    reads: cancelled,
    nothing: 0,
  },
  /** How many the patient took back; neither moved ones nor the clinic's own count; 0 is a value. */
  'cancelledReceptions.count': {
    input: 'cancellations',
    path: 'Receptions → ReceptionCancelReasons',
    reads: cancelled,
    nothing: 0,
  },
  /** How many plans of treatment are in force. */
  'plans.active': {
    input: 'activePlans',
    path: 'TreatmentPlans',
    reads: columns('TreatmentPlans', 'ID', 'ID_Patients', 'IsActive'),
    nothing: 0,
  },
  /** What of them is not done yet; 0 is a value. */
  'plans.left': {
    input: 'planLeft',
    path: 'TreatmentPlans → TreatmentPlanElementRelations → TreatmentPlanElements.Price',
    reads: [
      ...columns('TreatmentPlans', 'ID', 'ID_Patients', 'IsActive'),
      ...columns('TreatmentPlanElementRelations', 'ID', 'ID_TreatmentPlans'),
      ...columns('TreatmentPlanElementRelations', 'ID_TreatmentPlanElements'),
      ...columns('TreatmentPlanElements', 'ID', 'Price'),
      ...columns('OrderServiceRelation', 'ID_TreatmentPlanElementRelations'),
      ...planRefinements,
    ],
    refinedBy: planRefinements,
    nothing: 0,
    toConfirm: true,
  },
  /** All that was paid; 0 is a value. */
  'payments.sum': {
    input: 'paidTotal',
    path: 'PaymentsIn.Payment',
    reads: columns('PaymentsIn', 'ID_Patients', 'Payment'),
    nothing: 0,
    toConfirm: true,
  },
  /** What the patient's bills leave to be paid; 0 is a value. */
  'journal.debt': {
    input: 'debt',
    path: 'OrderPaymentsJournal.Debt',
    reads: columns('OrderPaymentsJournal', 'ID_Patients', 'Debt'),
    nothing: 0,
    toConfirm: true,
  },
  /** What was paid, with the balance brought into IDENT, beyond what was billed; 0 is a value. */
  'journal.advance': {
    input: 'advance',
    path: 'Patients.InitialBalance + PaymentsIn.Payment − OrderPaymentsJournal.AmountWithDiscount',
    reads: [
      ...columns('Patients', 'InitialBalance'),
      ...columns('PaymentsIn', 'ID_Patients', 'Payment'),
      ...columns('OrderPaymentsJournal', 'ID_Patients', 'AmountWithDiscount'),
    ],
    nothing: 0,
    toConfirm: true,
  },
} as const satisfies Readonly<Record<string, ComputedDefinition>>;

export type ComputedSource = keyof typeof definitions;

export const computedSources: Readonly<Record<ComputedSource, ComputedDefinition>> = definitions;

export function isComputedSource(text: string): text is ComputedSource {
  return Object.hasOwn(definitions, text);
}
