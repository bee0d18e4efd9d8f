import { patientIdText } from '../../../../contact/model/patient-key.ts';
import { itemWords } from '../../../../report/item-names.ts';
import { findingSeverity, findingText } from '../../../../report/run-report.ts';
import { type PatientPass, passPatient } from '../../../../sync/command/patient-pass.ts';
import { type ApiParts, record } from '../../api-tools.ts';
import type { Answer, Handlers } from '../../handlers.ts';
import { keyOf } from '../../patient-key.ts';
import { underLock } from '../../under-lock.ts';
import { viewPatient } from './patient-view.ts';
import { searchPatients } from './search.ts';

const mostEvents = 100;

export function patientHandlers(
  tools: ApiParts,
): Handlers<'searchPatients' | 'patient' | 'revealPatient' | 'syncPatient' | 'patientHistory'> {
  const { clinic, desk, reads } = tools;
  return {
    searchPatients: async ({ body }, { who }) =>
      await searchPatients(clinic, desk, { value: body.value, who }),
    patient: async ({ params }) =>
      await viewPatient(tools, keyOf(params.patientId), { reveal: false }),
    revealPatient: async ({ params: { patientId } }, { who }) => {
      // Written down first: what was not recorded is not shown.
      await record(clinic, who, 'reveal', patientIdText(keyOf(patientId)));
      return await viewPatient(tools, keyOf(patientId), { reveal: true });
    },
    syncPatient: async ({ params: { patientId } }, { who }) => {
      const id = keyOf(patientId);
      await record(clinic, who, 'sync-patient', patientIdText(id));
      const passed = await underLock(clinic, 'patient', () =>
        clinic.connected((setup) => passPatient(setup, id, { dryRun: false })),
      );
      return {
        outcome: outcomeOf(passed),
        runId: passed.result.runId,
        sent: passed.changes.map(({ item }) => item),
        requests: passed.result.requests,
        view: await viewPatient(tools, id, { reveal: false }),
      };
    },
    patientHistory: async ({ params: { patientId } }) => {
      const findings = await reads.findings.ofPatient(keyOf(patientId), mostEvents);
      const changes = await reads.changes.ofPatient(keyOf(patientId), mostEvents);
      const actions = await reads.actions.latest(mostEvents, {
        patient: patientIdText(keyOf(patientId)),
      });
      const events = [
        ...findings.map(({ at, runId, kind, subject }) => ({
          type: 'finding' as const,
          at,
          runId,
          kind,
          severity: findingSeverity(kind),
          text: findingText(kind),
          subject: subject === null ? null : itemWords(subject),
        })),
        ...changes.map(({ at, runId, kind, items }) => ({
          type: 'change' as const,
          at,
          runId,
          kind,
          items: items.map(itemWords),
        })),
        ...actions.map(({ at, actor, action }) => ({ type: 'action' as const, at, actor, action })),
      ];
      return { events: events.toSorted((a, b) => b.at - a.at).slice(0, mostEvents) };
    },
  };
}

function outcomeOf(passed: PatientPass): Answer<'syncPatient'>['outcome'] {
  const { decision, adopts, changes, rejected } = passed;
  const { action } = decision;
  if (action === 'waiting' || action === 'missing' || action === 'uncertain') return action;
  if (action === 'identity-changed') return action;
  if (rejected !== null) return 'rejected';
  if (adopts) return 'adopted';
  if (action === 'new' || action === 're-create') return 'created';
  return changes.length === 0 ? 'unchanged' : 'updated';
}
