import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { asPatientId, parsePatientId } from '../../../src/contact/model/patient-key.ts';
import type { OutsidePlace, WarningKind } from '../../../src/http/api/contract/overview.ts';
import { Overview } from '../pages/overview/overview.tsx';
import { NotFound } from './not-found.tsx';

// The first screen loads what it shows; every other page comes when it is opened.
const Runs = lazy(() => import('../pages/runs/runs.tsx'));
const RunPage = lazy(() => import('../pages/runs/run.tsx'));
const Patients = lazy(() => import('../pages/patient/patients.tsx'));
const PatientPage = lazy(() => import('../pages/patient/patient.tsx'));
const Visits = lazy(() => import('../pages/visits/visits.tsx'));
const Rejected = lazy(() => import('../pages/rejected/rejected.tsx'));
const Outside = lazy(async () => ({
  default: (await import('../pages/outside/outside.tsx')).Outside,
}));
const Warned = lazy(async () => ({
  default: (await import('../pages/outside/outside.tsx')).Warned,
}));
const Fields = lazy(() => import('../pages/fields/fields.tsx'));
const Setup = lazy(() => import('../pages/setup/setup.tsx'));
const Settings = lazy(() => import('../pages/settings/settings.tsx'));
const Actions = lazy(() => import('../pages/actions/actions.tsx'));

/** Links have the key; a person types `2:17`, as every page shows it. */
function PatientAt({ text }: { readonly text: string }) {
  const patientId = asPatientId(Number(text)) ?? parsePatientId(text);
  return patientId === null ? <NotFound /> : <PatientPage patientId={patientId} />;
}

function RunAt({ text }: { readonly text: string }) {
  const runId = Number(text);
  return Number.isSafeInteger(runId) ? <RunPage runId={runId} /> : <NotFound />;
}

export function Routes() {
  return (
    <Switch>
      <Route path="/" component={Overview} />
      {/* Where the one-time link led; it has done its work. */}
      <Route path="/sign-in" component={Overview} />
      <Route path="/runs" component={Runs} />
      <Route path="/runs/:id">{({ id }) => <RunAt text={id} />}</Route>
      <Route path="/patients" component={Patients} />
      <Route path="/patients/:id">{({ id }) => <PatientAt text={id} />}</Route>
      <Route path="/visits" component={Visits} />
      <Route path="/rejected" component={Rejected} />
      <Route path="/outside/:place">
        {({ place }) => (
          <Outside
            key={place}
            place={place as OutsidePlace /* what is none the service refuses */}
          />
        )}
      </Route>
      <Route path="/warned/:kind">
        {({ kind }) => (
          <Warned key={kind} kind={kind as WarningKind /* what is none the service refuses */} />
        )}
      </Route>
      <Route path="/fields" component={Fields} />
      <Route path="/setup" component={Setup} />
      <Route path="/settings" component={Settings} />
      <Route path="/actions">
        <Actions />
      </Route>
      <Route component={NotFound} />
    </Switch>
  );
}
