import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RejectedRow } from '../../../../src/http/api/contract/rows/rejected.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import type { Column } from '../../ui/table/data-table.tsx';
import classes from './rejected-table.module.css';

type Rejection = Pick<RejectedRow, 'subject' | 'text' | 'firstAt' | 'attempts'>;

/** Why a contact or a deal was rejected, what to do, and since when it waits. */
export function useRejectionColumns<Row>(
  of: (row: Row) => Rejection | null,
): readonly Column<Row>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const told = (show: (rejection: Rejection) => ReactNode) => (row: Row) => {
    const rejection = of(row);
    return rejection && show(rejection);
  };
  return [
    {
      key: 'meaning',
      title: t('rejected.columns.meaning'),
      cell: told(({ subject, text }) => (
        <div>
          {subject !== null && <strong className={classes.subject}>{subject[language]}: </strong>}
          {text[language].meaning}
        </div>
      )),
    },
    {
      key: 'advice',
      title: t('rejected.columns.advice'),
      cell: told(({ text }) => text[language].advice),
    },
    {
      key: 'since',
      title: t('rejected.columns.since'),
      tight: true,
      cell: told(({ firstAt, attempts }) => (
        <div>
          {format.moment(firstAt)}
          <div className={classes.soft}>{t('rejected.attempts', { count: attempts })}</div>
        </div>
      )),
    },
  ];
}
