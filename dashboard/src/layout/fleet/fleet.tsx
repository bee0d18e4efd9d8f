import { Route, Switch } from 'wouter';
import type { Session } from '../../../../src/http/api/contract/session.ts';
import { ClinicFrame } from './clinic-frame.tsx';
import { FleetFrame } from './fleet-frame.tsx';

/** All clinics of a fleet, and below each of them the pages that a clinic alone has. */
export default function Fleet({ session }: { readonly session: Session }) {
  return (
    <Switch>
      <Route path="/clinics/:clinic" nest>
        {({ clinic }) => <ClinicFrame key={clinic} clinic={clinic} session={session} />}
      </Route>
      <Route>
        <FleetFrame session={session} />
      </Route>
    </Switch>
  );
}
