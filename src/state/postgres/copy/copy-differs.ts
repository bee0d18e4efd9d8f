import { type ErrorKind, exitCode } from '../../../app-error.ts';

/** A table of the server and its copy are not the same, or its rows are none that its indexes let in. */
export const copyDiffers = ({ address, table }: { address: string; table: string }): ErrorKind => ({
  code: 'STATE_COPY_DIFFERS',
  exit: exitCode.failed,
  retryable: false,
  ru: {
    message: `Таблица ${table} состояния в PostgreSQL не сошлась с копией (${address}). Копия отброшена.`,
    hint: 'Проверьте таблицы и индексы сервера: pg_amcheck --heapallindexed. Повреждённый индекс перестроит REINDEX SCHEMA; повреждённую таблицу верните из копии (state restore).',
  },
  en: {
    message: `The table ${table} of the state in PostgreSQL does not agree with its copy (${address}). The copy was dropped.`,
    hint: 'Check tables and indexes of the server: pg_amcheck --heapallindexed. REINDEX SCHEMA rebuilds a damaged index; a damaged table is brought back by a backup (state restore).',
  },
});
