import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { patientIdJson, patientIdText } from '../../../contact/model/patient-key.ts';
import { formatMoment, formatNumber } from '../../../report/format.ts';
import { rejectedCsv } from '../../../report/rejected-csv.ts';
import { reasonOf } from '../../../report/rejection-reasons.ts';
import { sourceNameOf } from '../../../report/source-name.ts';
import { openState } from '../../../state/open-state.ts';
import type { RejectedRow } from '../../../state/patients/rejected.ts';
import { retryRejected } from '../../../sync/identity/held/retry.ts';
import { separatePatient } from '../../../sync/identity/held/separate.ts';
import { listVisits } from '../../../sync/visits/standing/listed-visits.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { noteAction } from '../../person.ts';
import type { TypedPatient } from '../../source/chosen-source.ts';
import { chosenPatient, type SourceOption } from '../../source/chosen-source.ts';
import { byReason, showRejected } from '../../views/rejected-view.ts';
import { listedJson, showListedVisits } from '../../views/visits/visits-list-view.ts';
import { wakeService } from './wake-service.ts';

interface RetryOptions extends SourceOption {
  readonly patientId?: TypedPatient;
}

interface ListOptions {
  /** Of each reason; absent: ten for people, all for programs. */
  readonly limit?: number;
  readonly reason?: string;
}

export async function list(
  context: CliContext,
  { limit, reason }: ListOptions,
): Promise<CommandEnd> {
  const { output, text, language } = context;
  const { config } = await context.settings('state');
  await using state = await openState(config.state, context.clock);
  const { timeZone, databases } = config;
  const sourceName = ({ patientId }: RejectedRow) => sourceNameOf(databases, patientId);
  const all = byReason(await state.rejected.all());
  const isWanted = (code: string) => reason === undefined || isCalled(code, reason);
  const groups = all.filter(({ code }) => isWanted(code));
  const allDeals = (await listVisits(state, 'rejected', everything)).rows;
  const deals = allDeals.filter(({ rejected }) => isWanted(rejected?.code ?? ''));
  if (groups.length === 0 && deals.length === 0) {
    const codes = [
      ...all.map(({ code }) => code),
      ...allDeals.map(({ rejected }) => rejected?.code ?? ''),
    ];
    output.data(
      reason === undefined || codes.length === 0
        ? text.rejected.none
        : text.rejected.noneOfReason(reason, [...new Set(codes)].join(', ')),
    );
    return { result: { rejected: [] } };
  }
  if (groups.length > 0) {
    showRejected(context, groups, {
      limit: limit ?? shown,
      timeZone,
      sourceName: databases.length > 1 ? sourceName : null,
    });
  }
  if (deals.length > 0) {
    if (groups.length > 0) output.data('');
    output.data(output.paint.bold(text.rejected.deals(formatNumber(deals.length, language))));
    showListedVisits(context, deals, { kind: 'rejected', timeZone });
  }
  return {
    result: {
      // Where none were rejected nothing is said of deals.
      ...(deals.length > 0 && { deals: deals.map((deal) => listedJson(deal, databases)) }),
      reasons: groups.map(({ code, rows }) => ({
        code,
        patients: rows.length,
        since: rows[0]?.firstAt ?? null,
      })),
      rejected: groups.flatMap(({ rows }) =>
        rows.slice(0, limit ?? rows.length).map((row) => ({
          ...known(row, sourceName(row)),
          ...reasonOf(row, language),
        })),
      ),
    },
  };
}

const everything = { offset: 0, limit: 1_000_000 };

/** How many of each reason are named unless more are asked for. */
const shown = 10;

const isCalled = (code: string, reason: string): boolean =>
  code.toLowerCase() === reason.toLowerCase();

/** Without the fingerprint, which says nothing to anybody. */
function known(row: RejectedRow, source: string | null) {
  const { patientId, code, subject, firstAt, lastAt, attempts } = row;
  return {
    patientId: patientIdJson(patientId),
    ...(source !== null && { source }),
    code,
    subject,
    firstAt,
    lastAt,
    attempts,
  };
}

export async function retry(context: CliContext, options: RetryOptions): Promise<CommandEnd> {
  const { output, text, language } = context;
  const words = text.rejected;
  const { config } = await context.settings('state');
  const { patientId: typed } = options;
  const patientId =
    typed && chosenPatient(config.databases, typed, options, 'ident-amocrm rejected retry');
  await using state = await openState(config.state, context.clock);
  const { retried, keptBack } = await retryRejected(state, patientId);
  const subject = patientId === undefined ? String(retried) : patientIdText(patientId);
  await noteAction(context, state, 'retry', subject);
  if (retried > 0) await wakeService(context, config.state, state);
  if (retried > 0) output.data(words.retried(formatNumber(retried, language), retried));
  else
    output.data(
      patientId === undefined ? words.nothingToRetry : words.notRejected(patientIdText(patientId)),
    );
  if (keptBack.length > 0)
    output.talk(words.keptBack(keptBack.slice(0, 20).map(patientIdText).join(', ')));
  return { result: { retried, keptBack: keptBack.map(patientIdJson) } };
}

export async function separate(
  context: CliContext,
  options: SourceOption & { readonly patientId: TypedPatient },
): Promise<CommandEnd> {
  const { output, text, clock } = context;
  const { config } = await context.settings('state');
  const command = 'ident-amocrm rejected separate';
  const patientId = chosenPatient(config.databases, options.patientId, options, command);
  await using state = await openState(config.state, clock);
  await separatePatient(state, patientId);
  const subject = patientIdText(patientId);
  await noteAction(context, state, 'separate', subject);
  await wakeService(context, config.state, state);
  output.data(text.rejected.separated(subject));
  return { result: { separated: patientIdJson(patientId) } };
}

export async function exportRows(
  context: CliContext,
  { file }: { readonly file?: string },
): Promise<CommandEnd> {
  const { output, text, language, cwd } = context;
  const { config } = await context.settings('state');
  await using state = await openState(config.state, context.clock);
  const { rejected } = state;
  const { timeZone } = config;
  const rows = await rejected.all();
  const moment = (at: number) => formatMoment(at, timeZone, language);
  const sourceName = ({ patientId }: RejectedRow) => sourceNameOf(config.databases, patientId);
  const csv = rejectedCsv(rows, {
    language,
    moment,
    ...(config.databases.length > 1 && { sourceName }),
  });
  const count = String(rows.length);
  if (file === undefined) {
    await noteAction(context, state, 'export-rejected', count);
    output.data(csv.trimEnd());
    return { result: { rows: rows.map((row) => known(row, sourceName(row))) } };
  }
  const path = resolve(cwd, file);
  writeFileSync(path, csv);
  await noteAction(context, state, 'export-rejected', count);
  output.talk(text.rejected.exported(formatNumber(rows.length, language), path));
  return { result: { rows: rows.length, file: path } };
}
