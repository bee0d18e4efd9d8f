import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Session } from '../../../../src/http/api/contract/session.ts';
import { ClinicContext } from '../../api/clinic-scope.ts';
import { useRead } from '../../api/use-api.ts';
import { createFormat } from '../../format/format.ts';
import { FormatContext } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loading } from '../../ui/notice/loading.tsx';
import { Frame } from '../frame.tsx';
import classes from './clinic-frame.module.css';
import { UnknownClinic } from './unknown-clinic.tsx';

/** The pages of one clinic of a fleet, in its own zone. */
export function ClinicFrame({
  clinic,
  session,
}: {
  readonly clinic: string;
  readonly session: Session;
}) {
  return (
    <ClinicContext value={clinic}>
      <Named session={session} />
    </ClinicContext>
  );
}

function Named({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const named = useRead('clinic', {});
  const timeZone = named.data?.timeZone ?? session.timeZone;
  const format = useMemo(() => createFormat(language, timeZone), [language, timeZone]);
  if (named.error !== null) return <UnknownClinic session={session} error={named.error} />;
  if (named.data === undefined) return <Loading />;
  const { name } = named.data;
  return (
    <FormatContext value={format}>
      <Frame
        session={session}
        above={
          <div className={classes.clinic}>
            <Link href="~/" className={classes.back ?? ''}>
              <Icon name="back" size={16} />
              {t('fleet.all')}
            </Link>
            <strong className={classes.name}>{name}</strong>
          </div>
        }
      />
    </FormatContext>
  );
}
