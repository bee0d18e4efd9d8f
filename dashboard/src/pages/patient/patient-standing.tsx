import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientView } from '../../../../src/http/api/contract/patient.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { ContactLink } from '../../ui/contact-link.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { Facts } from '../../ui/table/facts.tsx';
import { Tag } from '../../ui/tag.tsx';
import classes from './patient.module.css';
import { shownId } from './shown-id.ts';

interface SamenessProps {
  /** How much of the two sides could be compared at all. */
  readonly compared: number;
  readonly differing: number;
}

function Sameness({ compared, differing }: SamenessProps) {
  const { t } = useTranslation();
  if (compared === 0) return <Tag tone="quiet">{t('patient.incomparable')}</Tag>;
  if (differing === 0) return <Tag tone="good">{t('patient.equal')}</Tag>;
  return <Tag tone="warn">{t('patient.differences', { count: differing })}</Tag>;
}

export interface PatientStandingProps {
  readonly view: PatientView;
  /** What can be done. */
  readonly children: ReactNode;
}

/** How the patient stands: linked or not, the same or not, why not. */
export function PatientStanding({ view, children }: PatientStandingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const link = view.link ?? 'none';
  const compared = view.items.filter(({ same }) => same !== null);
  const differing = compared.filter(({ same }) => same === false).length;
  return (
    <Panel>
      <div className={classes.standing}>
        <Facts
          facts={[
            [
              t('pages.patients'),
              <span key="link">
                {shownId(view.patientId)}
                {view.source !== null && ` (${view.source})`}{' '}
                <Tag tone={link === 'linked' ? 'good' : 'warn'}>{t(`patient.links.${link}`)}</Tag>
              </span>,
            ],
            [
              t('runs.findingColumns.contact'),
              <ContactLink key="contact" id={view.contactId} url={view.contactUrl} />,
            ],
            [
              t('patient.columns.same'),
              <Sameness key="same" compared={compared.length} differing={differing} />,
            ],
            [t('patient.readAt', { moment: '' }).trim(), format.exact(view.readAt)],
          ]}
        />
        <div className={classes.controls}>{children}</div>
      </div>
      <div className={classes.notes}>
        {!view.inIdent && <Note tone="warn" title={t('patient.notInIdent')} />}
        {!view.inAmo && view.contactId !== null && (
          <Note tone="warn" title={t('patient.notInAmo')} />
        )}
        {view.outside !== null && (
          <Note tone="warn" title={t(`patient.outside.${view.outside}`)}>
            {t(view.contactId === null ? 'patient.outside.none' : 'patient.outside.kept')}
          </Note>
        )}
        {view.forgotten && <Note tone="warn" title={t('patient.forgotten')} />}
        {view.uncertainSince !== null && (
          <Note
            tone="warn"
            title={t('patient.uncertain', { moment: format.moment(view.uncertainSince) })}
          />
        )}
        {view.rejected !== null && (
          <Note
            tone="bad"
            title={[view.rejected.subject?.[language], view.rejected.text[language].meaning]
              .filter(Boolean)
              .join(': ')}
          >
            {view.rejected.text[language].advice}
          </Note>
        )}
      </div>
    </Panel>
  );
}
