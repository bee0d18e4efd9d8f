import type { AmoClient } from '../../../amocrm/amo-client.ts';
import {
  type LossReasonId,
  lostStatus,
  type PipelineId,
  type StatusId,
  wonStatus,
} from '../../../amocrm/model/lead.ts';
import type { FieldId } from '../../../amocrm/model/model.ts';
import type { Fact } from '../../../state/account/facts.ts';
import type { State } from '../../../state/open-state.ts';
import type { Pipeline } from '../../../visits/deal/move.ts';
import type { VisitRules } from '../../../visits/rules.ts';
import { setupStages } from '../../../visits/setup/stages.ts';
import { type VisitFieldKey, visitFields } from '../../../visits/setup/visit-fields.ts';
import { parseVisitKey } from '../../../visits/visit-key.ts';
import { sameAccount } from '../../account/same-account.ts';
import { compareVisits, readinessOf, type VisitsAccount } from '../../account/visits-setup.ts';
import { SyncError } from '../../errors.ts';
import { visitErrors } from '../errors.ts';
import type { DealTools } from './deal-tools.ts';

/** Where each stage's deals stand. */
export type Places = Pipeline['places'];

/** What the state knows of the account's pipeline and fields of visits, by ids. */
export interface KnownAccount {
  readonly places: Places;
  /** Those that are written. */
  readonly fields: ReadonlyMap<VisitFieldKey, FieldId>;
  readonly keyField: FieldId;
  /** By IDENT's folded reason of a cancelling. */
  readonly lossReasonOf: ReadonlyMap<string, LossReasonId>;
}

/** What amoCRM itself says of them. */
export interface LiveAccount {
  readonly pipeline: Pipeline;
  readonly lossReasons: ReadonlySet<LossReasonId>;
  /** The user of our token. */
  readonly self: number;
  readonly visits: VisitsAccount;
}

/** @throws SyncError VISITS_NOT_SET_UP */
export async function knownAccount(
  { meta }: Pick<State, 'meta'>,
  { withDoctors }: Pick<VisitRules, 'withDoctors'>,
): Promise<KnownAccount> {
  const setup = await meta.get('visitsSetup');
  const places = setup && placesOf(setup);
  const keyField = setup?.fields['visit_key'];
  if (setup === undefined || places === null || places === undefined || keyField === undefined)
    throw new SyncError(visitErrors.notSetUp());
  return {
    places,
    // Ids come from amoCRM, by way of the set-up.
    keyField: keyField as FieldId,
    fields: new Map(
      visitFields.flatMap(({ key }): [VisitFieldKey, FieldId][] => {
        const id = setup.fields[key];
        const isOn = key !== 'visit_doctor' || withDoctors;
        return id === undefined || !isOn ? [] : [[key, id as FieldId]];
      }),
    ),
    lossReasonOf: new Map(
      Object.entries(setup.lossReasons).map(([reason, id]) => [reason, id as LossReasonId]),
    ),
  };
}

/** How far the account was set up for deals of visits, as far as the state knows. */
export async function setUpOf({ meta }: Pick<State, 'meta'>): Promise<'none' | 'begun' | 'whole'> {
  const setup = await meta.get('visitsSetup');
  if (setup === undefined) return 'none';
  const isWhole = placesOf(setup) !== null && setup.fields['visit_key'] !== undefined;
  return isWhole ? 'whole' : 'begun';
}

/** Null: the set-up has not come to its end. */
function placesOf({ pipeline: known }: Fact<'visitsSetup'>): Places | null {
  if (known === undefined) return null;
  const stages = setupStages.map((stage) => known.stages[stage]);
  if (stages.some((id) => id === undefined)) return null;
  const [planned, appeared, started, ended] = stages.map((id) => ({
    pipeline: known.id as PipelineId, // as above
    status: id as StatusId,
  }));
  if (!planned || !appeared || !started || !ended) return null;
  const { pipeline } = planned;
  return {
    planned,
    open: planned,
    appeared,
    started,
    ended,
    billed: { pipeline, status: wonStatus },
    cancelled: { pipeline, status: lostStatus },
  };
}

/**
 * Looks at the account itself before anything is written to it.
 *
 * @throws SyncError OTHER_ACCOUNT, VISITS_NOT_SET_UP
 */
export async function liveAccount(
  { amo, state }: { readonly amo: AmoClient; readonly state: Pick<State, 'meta'> },
  { places }: Pick<KnownAccount, 'places'>,
  { choice }: Pick<VisitRules, 'choice'>,
): Promise<LiveAccount> {
  const account = await amo.account();
  const knownId = await state.meta.get('accountId');
  if (knownId !== undefined) sameAccount(knownId, account.id);
  const visits = await compareVisits({ amo, state, choice }, await state.meta.get('visitsSetup'));
  const { pipeline, pipelines, lossReasons, protectedStages } = visits;
  if (readinessOf(visits) !== 'ready' || pipeline.found?.id !== places.planned.pipeline)
    throw new SyncError(visitErrors.setUpGone());
  const unsorted = pipelines.flatMap(({ statuses }) =>
    statuses.filter(({ kind }) => kind === 'unsorted'),
  );
  return {
    pipeline: {
      places,
      unsorted: new Set(unsorted.map(({ id }) => id)),
      // Won and lost have the same numbers in every pipeline.
      protected: new Set(
        protectedStages.flatMap(({ found }) =>
          found !== null &&
          (found.status.kind === 'stage' || found.pipeline.id === pipeline.found?.id)
            ? [found.status.id]
            : [],
        ),
      ),
    },
    lossReasons: new Set(lossReasons.flatMap(({ found }) => found?.id ?? [])),
    self: account.currentUserId,
    visits,
  };
}

/** Which visit a deal carries, of the one field that tells. */
export const visitIn =
  (keyField: FieldId | null): DealTools['visitOf'] =>
  ({ fields }) => {
    const value = fields.find(({ fieldId }) => fieldId === keyField)?.values[0]?.value;
    return typeof value === 'string' ? parseVisitKey(value.trim()) : null;
  };
