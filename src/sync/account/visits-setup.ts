import type { AmoClient } from '../../amocrm/amo-client.ts';
import { ForbiddenError } from '../../amocrm/errors/errors.ts';
import type { LeadsClient } from '../../amocrm/leads/leads-client.ts';
import type { AmoPipeline } from '../../amocrm/model/lead.ts';
import type { AmoUser, NewField } from '../../amocrm/model/model.ts';
import type { Fact } from '../../state/account/facts.ts';
import type { State } from '../../state/open-state.ts';
import { type FieldLine, matchVisitFields } from '../../visits/setup/match-fields.ts';
import {
  type KnownPipeline,
  matchLossReasons,
  matchPipeline,
  type PipelineMatch,
  type ReasonLine,
  type StageLine,
} from '../../visits/setup/match-pipeline.ts';
import { matchAdoptStages, matchStages, type NamedStage } from '../../visits/setup/match-stages.ts';
import { matchResponsible, type ResponsibleRule } from '../../visits/setup/match-user.ts';
import {
  ownPipeline,
  ownStages,
  type PipelineChoice,
  type SetupStage,
  setupStages,
} from '../../visits/setup/stages.ts';
import {
  besideName,
  isApiOnly,
  type VisitFieldKey,
  visitGroup,
} from '../../visits/setup/visit-fields.ts';
import { findOrMakeGroup, makeFields } from './make-fields.ts';
import { sameAccount } from './same-account.ts';

interface VisitsSetup {
  readonly amo: AmoClient;
  readonly state: Pick<State, 'meta'>;
  readonly choice: PipelineChoice;
}

/** How the account stands for visits as deals. */
export interface VisitsAccount extends ResponsibleRule {
  readonly pipeline: PipelineMatch;
  readonly fields: readonly FieldLine[];
  readonly lossReasons: readonly ReasonLine[];
  readonly protectedStages: readonly NamedStage[];
  readonly adoptStages: readonly NamedStage[];
  /** All that there are. */
  readonly pipelines: readonly AmoPipeline[];
}

export interface VisitsMade extends VisitsAccount {
  /** Whether the pipeline was made now. */
  readonly isPipelineMade: boolean;
  /** Fields that were made now. */
  readonly made: readonly VisitFieldKey[];
  /** Fields that amoCRM would not have made. */
  readonly refused: readonly VisitFieldKey[];
}

/**
 * Compares the account with what visits as deals need; changes nothing.
 *
 * @throws SyncError OTHER_ACCOUNT
 */
export async function checkVisits(setup: VisitsSetup): Promise<VisitsAccount> {
  const { amo, state } = setup;
  const knownId = await state.meta.get('accountId');
  if (knownId !== undefined) sameAccount(knownId, (await amo.account()).id);
  return await compareVisits(setup, await state.meta.get('visitsSetup'));
}

/** The same of an account that is known to be the right one. */
export async function compareVisits(
  { amo, choice }: VisitsSetup,
  known: Fact<'visitsSetup'> | undefined,
): Promise<VisitsAccount> {
  const { leads } = amo;
  const pipelines = await leads.pipelines();
  const pipeline = matchPipeline(pipelines, choice, known?.pipeline ?? null);
  const fields = matchVisitFields(await leads.fields(), {
    withDoctors: choice.withDoctors,
    known: known?.fields ?? {},
  });
  const reasons = choice.lossReasons.size === 0 ? [] : await leads.lossReasons();
  const users = await usersOf(amo);
  return {
    pipeline,
    pipelines,
    fields,
    users,
    lossReasons: matchLossReasons(reasons, choice),
    protectedStages: matchStages(pipelines, choice.protectedStages, pipeline.found),
    adoptStages: matchAdoptStages(pipelines, choice.adoptStages, pipeline.found),
    responsible: choice.responsible === null ? null : matchResponsible(users, choice.responsible),
  };
}

/** Null: only administrators are shown them. */
async function usersOf(amo: Pick<AmoClient, 'users'>): Promise<readonly AmoUser[] | null> {
  try {
    return await amo.users();
  } catch (error) {
    if (error instanceof ForbiddenError) return null;
    throw error;
  }
}

/**
 * Makes what is missing: our pipeline, unless the settings name one, and the fields of deals. What somebody else's is
 * stays as it is. Only under the pass lock. An answer that is lost is no harm: the next call finds what was made by name.
 *
 * @throws ForbiddenError without administrator rights; SyncError OTHER_ACCOUNT
 */
export async function setUpVisits(setup: VisitsSetup): Promise<VisitsMade> {
  const { leads } = setup.amo;
  const before = await checkVisits(setup);
  const isPipelineMade = before.pipeline.status === 'missing' && before.pipeline.isOurs;
  const made = isPipelineMade ? await leads.createPipeline(await newPipeline(leads)) : null;
  const pipeline = made === null ? before.pipeline : matchPipeline([made], setup.choice, null);
  const known = await setup.state.meta.get('visitsSetup');
  // Whatever comes of the fields.
  const record = await remember(setup, { ...before, pipeline });
  const missing = before.fields.filter(({ status }) => status === 'missing');
  const refused = await make(leads, missing);
  // What is adopted now was not known before.
  const after =
    isPipelineMade || missing.length > 0
      ? await compareVisits(setup, { ...record, fields: known?.fields ?? {} })
      : before;
  await remember(setup, after);
  return {
    ...after,
    isPipelineMade,
    made: missing.map(({ field }) => field.key).filter((key) => !refused.includes(key)),
    refused,
  };
}

/**
 * Whether deals could be made: the pipeline with all stages is there, and so are the fields. `unnamed`: a setting names a
 * pipeline that is not there. `unfit`: people have to correct the pipeline. `incomplete`: the rest is made where it can be.
 */
type Readiness = 'ready' | 'incomplete' | 'unfit' | 'unnamed';

export function readinessOf(account: VisitsAccount): Readiness {
  const { pipeline, fields, responsible } = account;
  const stages = [...account.protectedStages, ...account.adoptStages];
  if (pipeline.status === 'missing') return pipeline.isOurs ? 'incomplete' : 'unnamed';
  if (!isWhole(pipeline)) return 'unfit';
  // A stage that is not found would not be protected.
  if (stages.some(({ status }) => status !== 'ok')) return 'unfit';
  if (responsible !== null && responsible.status !== 'ok') return 'unfit';
  return fields.some(({ status }) => status === 'missing') ? 'incomplete' : 'ready';
}

const isWhole = ({ status, stages }: PipelineMatch): boolean =>
  status === 'ok' && stages.every((stage) => stage.status === 'ok');

/** Behind the others, and without incoming leads. */
async function newPipeline(leads: LeadsClient) {
  const sorts = (await leads.pipelines()).map(({ sort }) => sort);
  return {
    name: ownPipeline,
    sort: Math.max(0, ...sorts) + 1,
    is_main: false,
    is_unsorted_on: false,
    _embedded: {
      statuses: setupStages.map((stage, at) => ({ name: ownStages[stage], sort: 10 * (at + 1) })),
    },
  };
}

/** @returns the keys of what amoCRM refused. */
async function make(
  leads: LeadsClient,
  missing: readonly FieldLine[],
): Promise<readonly VisitFieldKey[]> {
  if (missing.length === 0) return [];
  const group = await findOrMakeGroup(leads, visitGroup);
  const codes = new Set((await leads.fields()).map(({ code }) => code));
  const rows = new Map(
    missing.map(({ field, isNameTaken }, at): [NewField, VisitFieldKey] => [
      {
        name: isNameTaken ? besideName(field) : field.name,
        type: field.type,
        ...(codes.has(field.code) ? {} : { code: field.code }),
        // 400 for 0 (PHP#604).
        sort: 500 + at,
        ...(group === undefined ? {} : { group_id: group }),
        ...(isApiOnly(field) ? { is_api_only: true } : {}),
      },
      field.key,
    ]),
  );
  return await makeFields(leads, rows);
}

/**
 * Ids outlive names: whoever renames what was made or found changes nothing, also before all is there. What a setting
 * names is not known by its id until the pipeline is whole: the name may have been a slip.
 */
async function remember(
  { state }: VisitsSetup,
  account: VisitsAccount,
): Promise<Fact<'visitsSetup'>> {
  const { pipeline, fields, lossReasons } = account;
  const known = await state.meta.get('visitsSetup');
  const isMeant = pipeline.isOurs || isWhole(pipeline);
  const record: Fact<'visitsSetup'> = {
    ...known,
    ...(isMeant &&
      pipeline.found !== null && {
        pipeline: idsOf(pipeline, pipeline.found.id, known?.pipeline),
      }),
    fields: {
      ...known?.fields,
      ...Object.fromEntries(
        fields.flatMap(({ field, status, found }) =>
          status === 'ok' && found !== null ? [[field.key, found.id]] : [],
        ),
      ),
    },
    lossReasons: Object.fromEntries(
      lossReasons.flatMap(({ cancelReason, found }) =>
        found === null ? [] : [[cancelReason, found.id]],
      ),
    ),
  };
  await state.meta.set('visitsSetup', record);
  return record;
}

function idsOf(
  pipeline: PipelineMatch,
  id: number,
  known: KnownPipeline | undefined,
): KnownPipeline {
  const isMeant = ({ stage, wanted }: StageLine) =>
    isWhole(pipeline) || wanted === ownStages[stage];
  const found = pipeline.stages.flatMap((line): readonly [SetupStage, number][] =>
    line.found !== null && line.status !== 'unfit' && isMeant(line)
      ? [[line.stage, line.found.id]]
      : [],
  );
  return { id, stages: { ...(known?.id === id && known.stages), ...Object.fromEntries(found) } };
}
