import { Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertsTest, Upkeep } from '../../../../src/http/api/contract/upkeep.ts';
import { useDo, useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { ProblemNote } from '../../ui/notice/failure.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';
import { Facts } from '../../ui/table/facts.tsx';

/** Who is told of troubles, and how old the last backup is: what is missed only once it is needed. */
export function UpkeepPanel() {
  const { t } = useTranslation();
  const toast = useToast();
  const upkeep = useRead('upkeep', {});
  const test = useDo('testAlerts', { outdates: ['actions'] });
  const canTest = upkeep.data && (upkeep.data.channels.length > 0 || upkeep.data.heartbeat);
  return (
    <Panel
      title={t('settings.upkeep.title')}
      actions={
        canTest && (
          <Button
            variant="default"
            size="xs"
            loading={test.isPending}
            onClick={() => test.mutate({}, { onError: toast.failed })}
          >
            {t('settings.upkeep.test')}
          </Button>
        )
      }
    >
      <Answer query={upkeep} lines={2}>
        {(data) => <State upkeep={data} />}
      </Answer>
      {test.data && <Tried test={test.data} />}
    </Panel>
  );
}

function State({ upkeep: { channels, heartbeat, backupAt } }: { readonly upkeep: Upkeep }) {
  const { t } = useTranslation();
  const format = useFormat();
  const named = [...channels, ...(heartbeat ? (['heartbeat'] as const) : [])];
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          [
            t('settings.upkeep.channels'),
            named.length === 0
              ? t('settings.upkeep.none')
              : named.map((name) => t(`settings.upkeep.names.${name}`)).join(', '),
          ],
          [
            t('settings.upkeep.backup'),
            backupAt === null
              ? t('settings.upkeep.noBackup')
              : `${format.relative(backupAt, Date.now())} (${format.moment(backupAt)})`,
          ],
        ]}
      />
      <UpkeepNotes />
    </Stack>
  );
}

function Tried({ test: { channels } }: { readonly test: AlertsTest }) {
  const { t } = useTranslation();
  return channels.map(({ name, problem }) => {
    const channel = t(`settings.upkeep.names.${name}`);
    return problem === null ? (
      <Note key={name} tone="good" role="status" title={t('settings.upkeep.sent', { channel })} />
    ) : (
      <ProblemNote key={name} problem={problem} title={t('settings.upkeep.notSent', { channel })} />
    );
  });
}

/** What somebody should see to while all is well. */
export function UpkeepNotes() {
  const language = useLanguage();
  const notes = useRead('upkeep', {}).data?.notes ?? [];
  return notes.map(({ code, text }) => (
    <Note key={code} title={text[language].title}>
      <p>{text[language].advice}</p>
    </Note>
  ));
}
