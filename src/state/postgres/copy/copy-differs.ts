import { errorKind, exitCode } from '../../../app-error.ts';
import { StateError } from '../../file/errors.ts';

/** A table of the server and its copy are not the same, or its rows are none that its indexes let in. */
export const copyDiffers = ({ address, table }: { address: string; table: string }) =>
  errorKind('STATE_COPY_DIFFERS', exitCode.failed, false, {
    ru: `Таблица ${table} состояния в PostgreSQL не сошлась с копией (${address}). Копия отброшена.`,
    ruHint:
      'Проверьте таблицы и индексы сервера: pg_amcheck --heapallindexed. Повреждённый индекс перестроит REINDEX SCHEMA; повреждённую таблицу или индекс заменит копия (state restore).',
    en: `The table ${table} of the state in PostgreSQL does not agree with its copy (${address}). The copy was dropped.`,
    enHint:
      'Check tables and indexes of the server: pg_amcheck --heapallindexed. REINDEX SCHEMA rebuilds a damaged index; a backup replaces a damaged table or index (state restore).',
  });

/** What stands on the server is damaged: we saw it, or the server did. */
export const isDamage = (error: unknown): boolean =>
  error instanceof StateError &&
  (error.code === 'STATE_COPY_DIFFERS' || error.code === 'STATE_SERVER_DAMAGED');
