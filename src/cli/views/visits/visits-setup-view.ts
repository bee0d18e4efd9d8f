import { readinessOf, type VisitsMade } from '../../../sync/account/visits-setup.ts';
import type { NamedStage } from '../../../visits/setup/match-stages.ts';
import { ownStages, setupStages } from '../../../visits/setup/stages.ts';
import type { CliContext } from '../../context.ts';

/** Shows the pipeline, its stages and the fields of deals, with what is wrong and what comes next. */
export function showVisitsSetup(
  { output, text }: Pick<CliContext, 'output' | 'text'>,
  account: VisitsMade,
  isDryRun: boolean,
): void {
  const words = text.visits.setup;
  const { paint } = output;
  const { pipeline, fields, lossReasons, isPipelineMade, made, refused } = account;
  const { responsible } = account;
  const mark = (isGood: boolean, said: string): string => (isGood ? paint.green : paint.red)(said);
  const id = (found: { readonly id: number } | null): string => (found ? ` (${found.id})` : '');
  const line = (name: string, said: string): void => output.data(`  ${name}: ${said}`);

  const named = pipeline.found?.name ?? pipeline.wanted;
  const state = isPipelineMade ? words.made : words.pipeline[pipeline.status];
  output.data(
    `${paint.bold(words.pipelineOf(named))}${id(pipeline.found)}: ${mark(pipeline.status === 'ok', state)}`,
  );
  for (const { wanted, status, found } of pipeline.stages)
    line(`${found?.name ?? wanted}${id(found)}`, mark(status === 'ok', words.stage[status]));
  if (pipeline.status === 'missing' && pipeline.isOurs)
    output.data(`  ${setupStages.map((stage) => ownStages[stage]).join(' → ')}`);

  output.data(paint.bold(words.fields));
  for (const { field, status, found, isAdopted } of fields) {
    const name = `${found?.name ?? field.name}${id(found)}`;
    if (refused.includes(field.key)) line(name, paint.red(words.field.refused));
    else if (made.includes(field.key)) line(name, paint.green(words.made));
    else if (status === 'ok' && isAdopted) line(name, paint.cyan(words.field.adopted));
    else if (status === 'off') line(name, paint.dim(words.field.off));
    else line(name, mark(status === 'ok', words.field[status]));
  }
  if (lossReasons.length > 0) output.data(paint.bold(words.lossReasons));
  for (const { cancelReason, wanted, status, found } of lossReasons) {
    const said =
      status === 'ok'
        ? `${found?.name ?? wanted}${id(found)}`
        : paint.yellow(words.noReason[status](wanted));
    output.data(`  ${cancelReason} → ${said}`);
  }
  const showStages = (title: string, lines: readonly NamedStage[], setting: string): void => {
    if (lines.length > 0) output.data(paint.bold(title));
    for (const { wanted, status, found } of lines) {
      const at = found === null ? '' : `${found.pipeline.name}: ${found.status.name}`;
      line(
        `${at || wanted}${id(found?.status ?? null)}`,
        mark(status === 'ok', words.namedStage[status](setting)),
      );
    }
  };
  showStages(words.protectedStages, account.protectedStages, 'VISITS_PROTECTED_STAGES');
  showStages(words.adoptStages, account.adoptStages, 'VISITS_ADOPT_STAGES');
  if (responsible !== null) {
    const said = mark(responsible.status === 'ok', words.user[responsible.status]);
    output.data(`${paint.bold(words.responsible)}: ${responsible.wanted}: ${said}`);
  }
  output.talk(nextStep(account, isDryRun, words));
}

function nextStep(
  account: VisitsMade,
  isDryRun: boolean,
  words: CliContext['text']['visits']['setup'],
): string {
  const readiness = readinessOf(account);
  if (readiness === 'unfit') return words.correct;
  if (readiness === 'unnamed') return words.unnamed;
  if (readiness === 'ready') return isDryRun ? words.allThere : words.ready;
  return isDryRun ? words.onlyShown : words.incomplete;
}
