import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCode } from '../../../app-error.ts';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import { formatNumber } from '../../../report/format.ts';
import { findingRow, findingsCsv, type RunReport, reportOf } from '../../../report/run-report.ts';
import { sourceNameOf } from '../../../report/source-name.ts';
import { openState } from '../../../state/open-state.ts';
import type { Findings } from '../../../state/record/findings.ts';
import type { Run } from '../../../state/record/runs.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { noteAction } from '../../person.ts';
import { findingJson } from '../../views/findings-view.ts';
import { showReport } from '../../views/report-view.ts';

interface ReportOptions {
  readonly csv?: string;
}

/** Where the clinic has several databases. */
interface Named {
  readonly sourceName?: (id: PatientId) => string | null;
}

/** So many rows an object of `--json` holds; the table for Excel holds all. */
const mostInJson = 10_000;

/** What a run found, by kind: the deep pass tells what differs between IDENT and amoCRM. */
export async function report(
  context: CliContext,
  { csv }: ReportOptions,
  runId: number | undefined,
): Promise<CommandEnd> {
  const settings = await context.settings('state');
  await using state = await openState(settings.config.state, context.clock);
  const { runs, findings } = state;
  const run = runId === undefined ? await runs.lastWhole('deep') : await runs.byId(runId);
  if (run === undefined) {
    const words = context.text.runs.report;
    context.output.data(runId === undefined ? words.noDeep : words.unknown(runId));
    return { result: { run: null }, exit: runId === undefined ? exitCode.ok : exitCode.failed };
  }
  const found = await reportOf(findings, run);
  const { databases, timeZone } = settings.config;
  const sourceName = (id: PatientId) => sourceNameOf(databases, id);
  const named = databases.length > 1 ? { sourceName } : {};
  if (csv !== undefined) {
    const end = await writeCsv(context, findings, found, { file: csv, ...named });
    await noteAction(context, state, 'export-report', String(run.id));
    return end;
  }
  await showReport(context, findings, found, { timeZone, ...named });
  return { result: await reportJson(context, findings, found, named) };
}

async function reportJson(
  { output, language }: CliContext,
  stored: Findings,
  { run, kinds }: RunReport,
  { sourceName }: Named,
): Promise<object> {
  if (!output.json) return {};
  const findings: object[] = [];
  let left = 0;
  for (const { kind, count, severity } of kinds) {
    let read = 0;
    for await (const page of stored.pages(run.id, kind)) {
      const rows = page.slice(0, mostInJson - findings.length);
      read += rows.length;
      findings.push(
        ...rows.map((one) => {
          const { field, meaning, advice } = findingRow(one, language);
          const source = one.patientId && sourceName?.(one.patientId);
          return {
            ...findingJson(one),
            severity,
            field,
            meaning,
            advice,
            ...(source && { source }),
          };
        }),
      );
      if (findings.length >= mostInJson) break;
    }
    left += count - read;
  }
  return { run: runJson(run), kinds: countsOf(kinds), findings, left };
}

/** Without how often it failed and why in words, which are for people. */
const runJson = ({ reason: _, times: __, ...run }: Run): object => run;

const countsOf = (kinds: RunReport['kinds']): object =>
  Object.fromEntries(kinds.map(({ kind, count }) => [kind, count]));

/** Page by page: a first comparison with a grown amoCRM may find a lot. */
async function writeCsv(
  { output, text, language, cwd }: CliContext,
  stored: Findings,
  report: RunReport,
  { file, sourceName }: Named & { readonly file: string },
): Promise<CommandEnd> {
  const { run, kinds } = report;
  const path = resolve(cwd, file);
  const to = openSync(path, 'w');
  let rows = 0;
  try {
    for await (const part of findingsCsv(stored, report, language, sourceName)) {
      rows += part.rows;
      writeSync(to, part.text);
    }
  } finally {
    closeSync(to);
  }
  output.talk(text.runs.report.exported(formatNumber(rows, language), path));
  return { result: { run: runJson(run), kinds: countsOf(kinds), rows, file: path } };
}
