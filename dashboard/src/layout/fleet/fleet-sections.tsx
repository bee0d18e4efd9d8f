import { useTranslation } from 'react-i18next';
import type { Session } from '../../../../src/http/api/contract/session.ts';
import { Sections } from '../navigation.tsx';

/** What is of the fleet as a whole; its machines and its log are for whoever looks after it. */
export function FleetSections({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const ofFleet = [
    { path: '/machines', icon: 'system', title: t('fleet.machines.title') },
    { path: '/fleet-actions', icon: 'actions', title: t('fleet.actions.title') },
  ] as const;
  return (
    <Sections
      sections={[
        { path: '/', icon: 'overview', title: t('fleet.title') },
        ...(session.role === 'fleet' ? ofFleet : []),
      ]}
    />
  );
}
