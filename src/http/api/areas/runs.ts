import { fieldKeys } from '../../../contact/model/fields.ts';
import { parsePatientId } from '../../../contact/model/patient-key.ts';
import { itemWords } from '../../../report/item-names.ts';
import { findingText, reportOf } from '../../../report/run-report.ts';
import { unreadableOf } from '../../../report/unreadable.ts';
import type { State } from '../../../state/open-state.ts';
import type { Run } from '../../../state/record/runs.ts';
import { type ApiTools, pageOf, whose } from '../api-tools.ts';
import { ApiError, apiErrors } from '../errors.ts';
import type { Handlers } from '../handlers.ts';

export function runsHandlers(tools: ApiTools): Handlers<'runs' | 'run' | 'findings' | 'changes'> {
  const { reads } = tools;
  const { runs, findings } = reads;
  return {
    runs: async ({ query }) => {
      const { limit, ...choice } = query;
      const { page, next } = pageOf(await runs.latest(limit + 1, choice), limit);
      return { runs: page, next };
    },
    run: async ({ params }) => {
      const { run, kinds } = await reportOf(findings, await knownRun(reads, params.runId));
      return {
        run,
        kinds: kinds.map((one) => ({ ...one, text: findingText(one.kind) })),
        unreadable: [...unreadableOf(run.counts)],
      };
    },
    changes: async ({ params, query: { patient, limit, ...search } }) => {
      const patientId = patient ? parsePatientId(patient) : undefined;
      const choice = { ...search, limit: limit + 1 };
      // What is no patient's id is nobody's.
      const found =
        patientId === null ? [] : await reads.changes.ofRun(params.runId, { ...choice, patientId });
      const { page, next } = pageOf(found, limit);
      return {
        changes: page.map(({ id, patientId: of, contactId, kind, items }) => ({
          id,
          ...whose(tools, of, contactId),
          kind,
          items: items.map(itemWords),
        })),
        next,
        items: knownItems.map((item) => ({ item, text: itemWords(item) })),
      };
    },
    findings: async ({ params, query: { kind, after, limit } }) => {
      const found = await findings.page(params.runId, kind, { after, limit: limit + 1 });
      const { page, next } = pageOf(found, limit);
      return {
        findings: page.map(({ id, patientId, contactId, subject }) => ({
          id,
          ...whose(tools, patientId, contactId),
          subject: subject === null ? null : itemWords(subject),
        })),
        next,
      };
    },
  };
}

const knownItems = ['name', 'phones', 'emails', ...fieldKeys];

/** @throws ApiError NOT_FOUND */
export async function knownRun({ runs }: Pick<State, 'runs'>, id: number): Promise<Run> {
  const run = await runs.byId(id);
  if (run === undefined) throw new ApiError(apiErrors.notFound);
  return run;
}
