import { fieldKeys } from '../../../contact/model/fields.ts';
import { parsePatientId } from '../../../contact/model/patient-key.ts';
import { itemWords } from '../../../report/item-names.ts';
import { findingText, reportOf } from '../../../report/run-report.ts';
import { unreadableOf } from '../../../report/unreadable.ts';
import type { State } from '../../../state/open-state.ts';
import type { Run } from '../../../state/record/runs.ts';
import { ApiError } from '../api-error.ts';
import { type ApiTools, contactUrl, sourceName } from '../api-tools.ts';
import { apiErrors } from '../errors.ts';
import type { Handlers } from '../handlers.ts';

export function runsHandlers(tools: ApiTools): Handlers<'runs' | 'run' | 'findings' | 'changes'> {
  const { reads } = tools;
  const { runs, findings } = reads;
  return {
    runs: async ({ query }) => {
      const { limit, ...choice } = query;
      const found = await runs.latest(limit + 1, choice);
      const page = found.slice(0, limit);
      return { runs: page, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
    },
    run: async ({ params }) => {
      const { run, kinds } = await reportOf(findings, await knownRun(reads, params.runId));
      return {
        run,
        kinds: kinds.map((one) => ({ ...one, text: findingText(one.kind) })),
        unreadable: [...unreadableOf(run.counts)],
      };
    },
    changes: async ({ params, query: { patient, ...search } }) => {
      const patientId = patient ? parsePatientId(patient) : undefined;
      // What is no patient's id is nobody's.
      const found =
        patientId === null
          ? []
          : await reads.changes.ofRun(params.runId, {
              ...search,
              patientId,
              limit: search.limit + 1,
            });
      const page = found.slice(0, search.limit);
      return {
        changes: page.map(({ id, patientId: whose, contactId, kind, items }) => ({
          id,
          patientId: whose,
          contactId,
          kind,
          source: sourceName(tools, whose),
          contactUrl: contactUrl(tools, contactId),
          items: items.map(itemWords),
        })),
        next: found.length > search.limit ? (page.at(-1)?.id ?? null) : null,
        items: knownItems.map((item) => ({ item, text: itemWords(item) })),
      };
    },
    findings: async ({ params, query }) => {
      const { kind, after, limit } = query;
      const found = await findings.page(params.runId, kind, { after, limit: limit + 1 });
      const page = found.slice(0, limit);
      return {
        findings: page.map(({ id, patientId, contactId, subject }) => ({
          id,
          patientId,
          contactId,
          contactUrl: contactUrl(tools, contactId),
          source: sourceName(tools, patientId),
          subject: subject === null ? null : itemWords(subject),
        })),
        next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
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
