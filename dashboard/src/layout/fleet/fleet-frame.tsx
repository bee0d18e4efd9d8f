import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Switch } from 'wouter';
import type { Session } from '../../../../src/http/api/contract/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Clinics } from '../../pages/clinics/clinics.tsx';
import { tabStateOf } from '../../ui/layout/tab.ts';
import { NotFound } from '../not-found.tsx';
import { Shell } from '../shell.tsx';
import { FleetSections } from './fleet-sections.tsx';

const Machines = lazy(() => import('../../pages/clinics/machines.tsx'));
const Actions = lazy(() => import('../../pages/actions/actions.tsx'));

/** What is of the fleet as a whole. */
export function FleetFrame({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const clinics = useRead('clinics', {}, { everyMs: 5_000 });
  const isConnected = !clinics.isError;
  const skew = clinics.data === undefined ? 0 : clinics.data.now - clinics.dataUpdatedAt;
  return (
    <Shell
      session={session}
      navigation={<FleetSections session={session} />}
      isConnected={isConnected}
      unheard={t('fleet.unheard')}
      skew={skew}
      tab={tabStateOf(clinics.data?.clinics ?? [], isConnected)}
    >
      <Switch>
        <Route path="/" component={Clinics} />
        {/* Where the one-time link led; it has done its work. */}
        <Route path="/sign-in" component={Clinics} />
        {session.role === 'fleet' && <Route path="/machines" component={Machines} />}
        {session.role === 'fleet' && (
          <Route path="/fleet-actions">
            <Actions of="fleetActions" />
          </Route>
        )}
        <Route component={NotFound} />
      </Switch>
    </Shell>
  );
}
