import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useDo } from '../../api/use-api.ts';
import { Icon } from '../../ui/icon.tsx';
import formClasses from '../../ui/layout/form.module.css';
import { Panel } from '../../ui/layout/panel.tsx';
import { Failure, ProblemNote } from '../../ui/notice/failure.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { submitted } from '../../ui/submitted.ts';
import { shownId } from './shown-id.ts';

/** One box for all that people know of a patient; asked for at the press of a button, since each search reads IDENT. */
export function PatientSearch() {
  const { t } = useTranslation();
  const [value, setValue] = useState('');
  const [, navigate] = useLocation();
  const search = useDo('searchPatients', {
    onDone: ({ matches, away }) => {
      const [only, ...others] = matches;
      if (only !== undefined && others.length === 0 && away.length === 0)
        navigate(`/patients/${only.patientId}`);
    },
  });
  const submit = submitted(() => {
    if (value.trim() !== '') search.mutate({ body: { value } });
  });
  const matches = search.data?.matches ?? [];
  return (
    <Panel>
      {/* biome-ignore lint/a11y/useSemanticElements: no library types know <search> yet */}
      <form className={formClasses.form} role="search" onSubmit={submit}>
        <div className={formClasses.inline}>
          <TextInput
            label={t('patient.search')}
            description={t('patient.searchHint')}
            value={value}
            autoComplete="off"
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button type="submit" loading={search.isPending} leftSection={<Icon name="search" />}>
            {t('patient.find')}
          </Button>
        </div>
        {search.error && <Failure error={search.error} />}
        {search.isSuccess && matches.length === 0 && (
          <Note title={t('patient.nobody')} role="status">
            {t('patient.nobodyHint')}
          </Note>
        )}
        {search.data?.away.map(({ source, problem }) => (
          <ProblemNote key={source} problem={problem} title={t('patient.sourceAway', { source })} />
        ))}
        {matches.length > 0 && (
          <Note
            title={
              search.data?.more === true
                ? t('patient.tooMany', { count: matches.length })
                : t('patient.several', { count: matches.length })
            }
            role="status"
          >
            <ul>
              {matches.map(({ patientId, source, foundBy }) => (
                <li key={`${patientId} ${foundBy}`}>
                  <Link href={`/patients/${patientId}`}>
                    {t('common.patientLink', { id: shownId(patientId) })}
                  </Link>{' '}
                  ({[source, t(`patient.foundBy.${foundBy}`)].filter(Boolean).join(', ')})
                </li>
              ))}
            </ul>
          </Note>
        )}
      </form>
    </Panel>
  );
}
