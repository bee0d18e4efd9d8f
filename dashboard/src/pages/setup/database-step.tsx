import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatabaseTest } from '../../../../src/http/api/contract/set-up/setup.ts';
import { useDo } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { Failure, ProblemNote } from '../../ui/notice/failure.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { Facts } from '../../ui/table/facts.tsx';
import { Change } from './form/change.tsx';
import { isOutdated } from './step/is-outdated.ts';
import classes from './step/step.module.css';
import { Step, type StepOf, stepState } from './step/step.tsx';
import { StepTrouble } from './step/step-trouble.tsx';
import { useLook } from './step/use-look.ts';

export function DatabaseStep({ setup: { database }, isNext }: StepOf) {
  const { t } = useTranslation();
  const test = useDo('testDatabase', { outdates: ['setup'] });
  const { answered, isKnown, trouble } = database;
  const { mutate } = test;
  const look = useCallback(() => mutate({}), [mutate]);
  useLook(answered && !isKnown, look);
  const told = isOutdated(test.data, answered, /^IDENT_/) ? undefined : test.data;
  return (
    <Step
      no={1}
      title={t('setup.database.title')}
      about={t('setup.database.about')}
      state={stepState({
        isDone: answered,
        isBroken: trouble !== null || (!answered && isKnown),
        isKnown,
        isAsked: test.isPending,
      })}
    >
      <Facts facts={[[t('setup.database.target'), database.target]]} />
      <StepTrouble code={trouble} />
      {!answered && isKnown && told === undefined && (
        <Note tone="bad" title={t('setup.database.lost')} />
      )}
      {!answered && database.client === 'mssql' && <p>{t('setup.database.idents')}</p>}
      {told && <Tested test={told} known={database.known} />}
      {told && <Instances instances={told.instances} />}
      {test.error && <Failure error={test.error} />}
      <div className={classes.buttons}>
        <Button variant={isNext ? 'filled' : 'default'} loading={test.isPending} onClick={look}>
          {t('setup.database.test')}
        </Button>
      </div>
      <Change what="database" />
    </Step>
  );
}

/** What SQL Server Browser told, and which of it is to be written into the settings. */
function Instances({ instances }: Pick<DatabaseTest, 'instances'>) {
  const { t } = useTranslation();
  if (instances.length === 0) return null;
  const idents = instances.find(({ isIdents, port }) => isIdents && port !== null);
  const list = instances.map(({ name, port }) => (port === null ? name : `${name} (${port})`));
  return (
    <>
      <Facts facts={[[t('setup.database.instances'), list.join(', ')]]} />
      {idents && !idents.isOurs && (
        <Note tone="warn" title={t('setup.database.offer', { address: idents.address })} />
      )}
    </>
  );
}

function Tested({ test, known }: { readonly test: DatabaseTest; readonly known: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!test.ok) return <ProblemNote problem={test.problem} />;
  return (
    <>
      <Note tone="good" title={t('setup.database.ok')} role="status" />
      {known !== null && known !== test.identity && (
        <Note tone="warn" title={t('setup.database.other', { known })} />
      )}
      {test.clock !== null && test.clock.verdict !== 'same' && (
        <Note
          tone="warn"
          title={t(`setup.database.clocks.${test.clock.verdict}.title`, {
            apart: format.duration(test.clock.apartSeconds * 1000),
          })}
        >
          <p>{t(`setup.database.clocks.${test.clock.verdict}.why`)}</p>
        </Note>
      )}
      <Facts
        facts={[
          [t('setup.database.patients'), format.number(test.patients)],
          [t('setup.database.fields'), t('setup.database.fieldCounts', test.fields)],
          [t('setup.database.server'), test.server],
          [t('setup.database.identity'), test.identity],
          [t('setup.database.serverTime'), test.serverTime.replace('T', ' ')],
          [t('setup.database.queryMs'), format.duration(test.queryMs)],
        ]}
      />
      <ChangeSources sources={test.changeSources} />
    </>
  );
}

const kinds = ['rowversion', 'stamp', 'due'] as const;

/** By which columns changes are seen, by what these tell. */
function ChangeSources({ sources }: { readonly sources: readonly string[] }) {
  const { t } = useTranslation();
  const count = sources.length;
  if (count === 0) return <Note tone="warn" title={t('setup.database.noChanges')} />;
  const facts = kinds.flatMap((kind) => {
    const own = sources.filter((source) => source.startsWith(`${kind} `));
    const columns = own.map((source) => source.slice(kind.length + 1)).join(', ');
    return own.length === 0 ? [] : [[t(`setup.database.changeKinds.${kind}`), columns] as const];
  });
  return (
    <details>
      <summary>{t('setup.database.changes', { count })}</summary>
      <Facts facts={facts} />
    </details>
  );
}
