import { patientIdText } from '../../../contact/model/patient-key.ts';
import { both } from '../../../language.ts';
import { itemWords } from '../../../report/item-names.ts';
import { rejectionText } from '../../../report/rejection-reasons.ts';
import type { Hold } from '../../../state/patients/holds.ts';
import type { Link } from '../../../state/patients/link.ts';
import type { RejectedRow } from '../../../state/patients/rejected.ts';
import { isHeld } from '../../../sync/identity/held/held.ts';
import { retryRejected } from '../../../sync/identity/held/retry.ts';
import { separatePatient } from '../../../sync/identity/held/separate.ts';
import { type ApiTools, byUser, record, whose } from '../api-tools.ts';
import type { Answer, Handlers } from '../handlers.ts';
import { keyOf } from '../patient-key.ts';

export function rejectedHandlers(tools: ApiTools): Handlers<'rejected' | 'retryRejected'> {
  const { service, clinic, reads } = tools;
  const { state } = clinic;
  return {
    rejected: async ({ query }) => {
      const { code, offset, limit } = query;
      const all = await reads.rejected.all();
      const wanted = code === undefined ? all : all.filter((row) => row.code === code);
      const page = wanted.slice(offset, offset + limit);
      const ids = page.map(({ patientId }) => patientId);
      const links = await reads.links.ofPatients(ids);
      const holds = await reads.holds.ofPatients(ids);
      const codes = Map.groupBy(all, (row) => row.code);
      return {
        total: wanted.length,
        codes: [...codes].map(([name, rows]) => ({
          code: name,
          count: rows.length,
          text: both((language) => rejectionText(name)[language].meaning),
        })),
        rows: page.map((row) =>
          rejectedAnswer(tools, row, links.get(row.patientId), holds.get(row.patientId)),
        ),
      };
    },
    retryRejected: async ({ body: { patientId: key, separate } }, { who }) => {
      const patientId = key === undefined ? undefined : keyOf(key);
      const subject = patientId === undefined ? 'all' : patientIdText(patientId);
      const sendAgain = () =>
        service.runNow({ kind: 'incremental', allowed: null, actor: byUser(who) });
      if (separate === true && patientId !== undefined) {
        await separatePatient(state, patientId);
        await record(clinic, who, 'separate', subject);
        await sendAgain();
        return { retried: 1, keptBack: [] };
      }
      const { retried, keptBack } = await retryRejected(state, patientId);
      await record(clinic, who, 'retry', subject);
      if (retried > 0) await sendAgain();
      return { retried, keptBack: keptBack.slice(0, 100) };
    },
  };
}

/** A rejected row, in words. */
export function rejectedAnswer(
  tools: Pick<ApiTools, 'clinic'>,
  row: RejectedRow,
  link: Link | undefined,
  hold: Hold | undefined,
): Answer<'rejected'>['rows'][number] {
  const { patientId, code, subject, firstAt, lastAt, attempts, fingerprint } = row;
  const retrying = fingerprint === '' || (hold?.decision ?? null) !== null;
  return {
    ...whose(tools, patientId, hold?.contactId ?? link?.contactId ?? null),
    code,
    firstAt,
    lastAt,
    attempts,
    retrying,
    subject: subject === null ? null : itemWords(subject),
    text: rejectionText(code),
    needsConfirmation: isHeld(row) && !retrying,
  };
}
