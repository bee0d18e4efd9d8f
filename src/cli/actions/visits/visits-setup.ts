import { passTokenMs } from '../../../amocrm/auth/access-tokens.ts';
import { exitCode } from '../../../app-error.ts';
import { AmoLine } from '../../../clinic/amo-line.ts';
import { underPassLock } from '../../../clinic/pass-lock.ts';
import { openState } from '../../../state/open-state.ts';
import {
  checkVisits,
  readinessOf,
  setUpVisits,
  type VisitsMade,
} from '../../../sync/account/visits-setup.ts';
import type { NamedStage } from '../../../visits/setup/match-stages.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { lockRequest } from '../../lock-request.ts';
import { noteAction } from '../../person.ts';
import { showVisitsSetup } from '../../views/visits/visits-setup-view.ts';

interface SetupOptions {
  readonly dryRun?: boolean;
  readonly wait: boolean;
}

/** Makes the pipeline and the fields of visits, or shows what there is and what would be made. */
export async function visitsSetup(
  context: CliContext,
  { dryRun = false, wait }: SetupOptions,
): Promise<CommandEnd> {
  const { clock, signal } = context;
  const { config, log } = await context.settings('amocrm', 'state');
  await using state = await openState(config.state, clock);
  await using line = await AmoLine.open(config, { state, clock, log, signal, asked: true });
  await line.tokens.prepare(passTokenMs);
  const setup = { amo: line.client, state, choice: config.visits.choice };
  const request = lockRequest(context, config.timeZone, { command: 'visits setup', wait });
  const account: VisitsMade = dryRun
    ? { ...(await checkVisits(setup)), isPipelineMade: false, made: [], refused: [] }
    : await underPassLock(state, request, async () => {
        const done = await setUpVisits(setup);
        const count = done.made.length + (done.isPipelineMade ? 1 : 0);
        await noteAction(context, state, 'set-up-visits', String(count));
        return done;
      });
  showVisitsSetup(context, account, dryRun);
  return {
    result: resultOf(account),
    exit: isGood(account, dryRun) ? exitCode.ok : exitCode.failed,
  };
}

/** Of what the command itself would make nothing is wrong yet. */
function isGood(account: VisitsMade, dryRun: boolean): boolean {
  const readiness = readinessOf(account);
  return readiness === 'ready' || (dryRun && readiness === 'incomplete');
}

const stageJson = ({ wanted, status, found }: NamedStage) => ({
  name: found?.status.name ?? wanted,
  id: found?.status.id ?? null,
  status,
  pipeline: found?.pipeline.name ?? null,
});

const resultOf = (account: VisitsMade) => ({
  ready: readinessOf(account) === 'ready',
  pipeline: {
    id: account.pipeline.found?.id ?? null,
    name: account.pipeline.found?.name ?? account.pipeline.wanted,
    status: account.pipeline.status,
    made: account.isPipelineMade,
  },
  stages: account.pipeline.stages.map(({ stage, wanted, status, found }) => ({
    stage,
    id: found?.id ?? null,
    name: found?.name ?? wanted,
    status,
  })),
  fields: account.fields.map(({ field, status, found, isAdopted }) => ({
    key: field.key,
    name: found?.name ?? field.name,
    type: field.type,
    id: found?.id ?? null,
    adopted: isAdopted,
    made: account.made.includes(field.key),
    status: account.refused.includes(field.key) ? 'refused' : status,
  })),
  protectedStages: account.protectedStages.map(stageJson),
  adoptStages: account.adoptStages.map(stageJson),
  responsible:
    account.responsible === null
      ? null
      : {
          name: account.responsible.wanted,
          id: account.responsible.id,
          status: account.responsible.status,
        },
  lossReasons: account.lossReasons.map(({ cancelReason, wanted, status, found }) => ({
    cancelReason,
    name: found?.name ?? wanted,
    id: found?.id ?? null,
    status,
  })),
});
