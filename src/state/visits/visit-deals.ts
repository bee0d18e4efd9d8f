import type { LeadId, PipelineId, StatusId } from '../../amocrm/model/lead.ts';
import type { PatientId, SourceNumber } from '../../contact/model/patient-key.ts';
import { type VisitStage, visitStages } from '../../visits/stage.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import { ofSource } from '../shape/of-source.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

const statuses = ['linked', 'deleted', 'doubled'] as const;

/**
 * `linked`: the deal carries the visit. `deleted`: a person deleted it; it is not made again. `doubled`: several carry it,
 * and none of them is written.
 */
export type VisitDealStatus = (typeof statuses)[number];

/** Where a deal was put, and as what. */
export interface PutPlace {
  readonly pipeline: PipelineId;
  readonly status: StatusId;
  readonly as: VisitStage;
}

/** The deal of a visit, and what amoCRM has acknowledged of it. */
export interface VisitDealRow {
  readonly visit: VisitKey;
  readonly patientId: PatientId;
  readonly leadId: LeadId;
  readonly status: VisitDealStatus;
  /** Item → hash. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Where we last put it, and as what; null: nowhere. */
  readonly put: PutPlace | null;
  /** Whether anybody but us has changed it. */
  readonly isTouched: boolean;
  /** Keyed hash of what it was last brought to; empty: not known. */
  readonly fingerprint: string;
}

/** How many visits have deals; `led`: of those linked, the open ones that somebody else has changed. */
type VisitDealCounts = Readonly<Record<VisitDealStatus | 'led', number>>;

/** Where a visit is over. */
const endStages = ['billed', 'cancelled'] as const satisfies readonly VisitStage[];

export class VisitDeals extends Repository {
  async ofVisits(visits: readonly VisitKey[]): Promise<ReadonlyMap<VisitKey, VisitDealRow>> {
    if (visits.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('visit_deals')
      .selectAll()
      .where(isAmong(this.db, 'visit', visits))
      .execute();
    return new Map(rows.map(toDeal).map((row) => [row.visit, row]));
  }

  async ofPatient(patientId: PatientId): Promise<readonly VisitDealRow[]> {
    const rows = await this.db
      .selectFrom('visit_deals')
      .selectAll()
      .where('patient_id', '=', patientId)
      .execute();
    return rows.map(toDeal);
  }

  /** All of a source. */
  async ofSource(source: SourceNumber): Promise<readonly VisitDealRow[]> {
    const rows = await this.db
      .selectFrom('visit_deals')
      .selectAll()
      .where(ofSource('visit', source))
      .execute();
    return rows.map(toDeal);
  }

  /** Open deals that somebody else has changed, the newest visits first. */
  async led({
    offset,
    limit,
  }: {
    readonly offset: number;
    readonly limit: number;
  }): Promise<readonly VisitDealRow[]> {
    const rows = await this.#led()
      .selectAll()
      .orderBy('visit', 'desc')
      .offset(offset)
      .limit(limit)
      .execute();
    return rows.map(toDeal);
  }

  #led() {
    return this.db
      .selectFrom('visit_deals')
      .where('status', '=', 'linked')
      .where('touched', '=', 1)
      .where((e) => e.or([e('stage', 'is', null), e('stage', 'not in', [...endStages])]));
  }

  /** How many there are of each kind, over all sources. */
  async counts(): Promise<VisitDealCounts> {
    const rows = await this.db
      .selectFrom('visit_deals')
      .select((e) => ['status', e.fn.countAll<number>().as('n')])
      .groupBy('status')
      .execute();
    const of = new Map(rows.map(({ status, n }) => [status, Number(n)]));
    const led = await this.#led()
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return {
      linked: of.get('linked') ?? 0,
      deleted: of.get('deleted') ?? 0,
      doubled: of.get('doubled') ?? 0,
      led: Number(led.n),
    };
  }

  /** Those of these deals that carry a visit, or carried one. */
  amongLeads(leads: readonly LeadId[]): Promise<ReadonlySet<LeadId>> {
    return this.keysAmong('visit_deals', 'lead_id', leads);
  }

  /** Of these deals those that have a name of ours, and those whose name is people's: they were taken over. */
  async namesOf(leads: readonly LeadId[]): Promise<{
    readonly named: readonly LeadId[];
    readonly unnamed: readonly LeadId[];
  }> {
    const found = await this.db
      .selectFrom('visit_deals')
      .selectAll()
      .where(isAmong(this.db, 'lead_id', leads))
      .execute();
    const rows = found.map(toDeal);
    const isNamed = ({ acknowledged }: VisitDealRow) => acknowledged.has('name');
    const [named, unnamed] = [rows.filter(isNamed), rows.filter((row) => !isNamed(row))];
    return { named: named.map(idOf), unnamed: unnamed.map(idOf) };
  }

  /** The deal carries the visit no more. */
  async remove(visit: VisitKey): Promise<void> {
    await this.db.deleteFrom('visit_deals').where('visit', '=', visit).execute();
  }

  /** How many there are of a source. */
  async count(source: SourceNumber): Promise<number> {
    const row = await this.db
      .selectFrom('visit_deals')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where(ofSource('visit', source))
      .executeTakeFirstOrThrow();
    return Number(row.n);
  }

  /** @throws when the deal is another visit's: one deal carries one visit. */
  async save(deal: VisitDealRow): Promise<void> {
    await upsert(this.db, 'visit_deals', [toRow(deal)]);
  }
}

const idOf = ({ leadId }: VisitDealRow): LeadId => leadId;

function toRow(deal: VisitDealRow) {
  const { visit, patientId, leadId, status, acknowledged, put, isTouched, fingerprint } = deal;
  return {
    fingerprint,
    visit,
    status,
    patient_id: patientId,
    lead_id: leadId,
    acknowledged: JSON.stringify(Object.fromEntries(acknowledged)),
    pipeline_id: put?.pipeline ?? null,
    status_id: put?.status ?? null,
    stage: put?.as ?? null,
    touched: isTouched ? 1 : 0,
  };
}

/** Null: nowhere. */
export function putOf({
  pipeline_id: pipeline,
  status_id: status,
  stage,
}: Pick<RowOf<'visit_deals'>, 'pipeline_id' | 'status_id' | 'stage'>): PutPlace | null {
  const as = visitStages.find((one) => one === stage);
  const isPut = pipeline !== null && status !== null && as !== undefined;
  return isPut ? { pipeline, status, as } : null;
}

function toDeal(row: RowOf<'visit_deals'>): VisitDealRow {
  return {
    visit: row.visit,
    patientId: row.patient_id,
    leadId: row.lead_id,
    // Written from one of them.
    status: statuses.find((one) => one === row.status) ?? 'linked',
    fingerprint: row.fingerprint,
    // Our own JSON: hashes by item.
    acknowledged: new Map(Object.entries(JSON.parse(row.acknowledged) as Record<string, string>)),
    put: putOf(row),
    isTouched: row.touched === 1,
  };
}
