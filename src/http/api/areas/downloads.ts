import { Readable } from 'node:stream';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import { cohortCsv } from '../../../report/cohort/cohort-csv.ts';
import { formatMoment } from '../../../report/format.ts';
import { rejectedCsv } from '../../../report/rejected-csv.ts';
import { findingsCsv, reportOf } from '../../../report/run-report.ts';
import { type ApiParts, sourceName } from '../api-tools.ts';
import type { Given } from '../contract/contract.ts';
import { ApiError, apiErrors } from '../errors.ts';
import type { Call } from '../handlers.ts';
import { knownRun } from './runs.ts';

export type Downloads = ReturnType<typeof downloads>;

/** Tables for Excel. Ids, codes and words; no values. */
export function downloads(tools: ApiParts) {
  const { reads, cohort, latestCohort = async () => cohort.report } = tools;
  const { timeZone, sources } = tools.clinic;
  const nameOf = (id: PatientId) => sourceName(tools, id);
  const isNamed = sources.length > 1;
  return {
    findingsCsv: async ({ params, query }: Given<'findingsCsv'>, { reply }: Call) => {
      const run = await knownRun(reads, params.runId);
      const report = await reportOf(reads.findings, run);
      attach(reply, `ident-amocrm-run-${run.id}.csv`);
      return Readable.from(
        texts(findingsCsv(reads.findings, report, query.lang, isNamed ? nameOf : undefined)),
      );
    },
    /** Of the visits that were counted last. @throws ApiError where none were */
    cohortCsv: async ({ query }: Given<'cohortCsv'>, { reply }: Call) => {
      const report = await latestCohort();
      if (report === null) throw new ApiError(apiErrors.notFound);
      attach(reply, `ident-amocrm-visits-${report.from}-${report.to}.csv`);
      return cohortCsv(report, { language: query.lang, timeZone });
    },
    rejectedCsv: async ({ query }: Given<'rejectedCsv'>, { reply }: Call) => {
      attach(reply, 'ident-amocrm-rejected.csv');
      const language = query.lang;
      const moment = (at: number) => formatMoment(at, timeZone, language);
      return rejectedCsv(await reads.rejected.all(), {
        language,
        moment,
        ...(isNamed && { sourceName: ({ patientId }) => nameOf(patientId) }),
      });
    },
  };
}

function attach(reply: Call['reply'], name: string): void {
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`);
}

async function* texts(parts: AsyncIterable<{ readonly text: string }>): AsyncGenerator<string> {
  for await (const { text } of parts) yield text;
}
