/** The custom fields of a visit's deal. */
export const visitFields = [
  { key: 'visit_key', name: 'ID записи IDENT', type: 'text', code: 'IDENT_VISIT_ID' },
  { key: 'visit_start', name: 'Начало приёма', type: 'date_time', code: 'IDENT_VISIT_START' },
  { key: 'visit_doctor', name: 'Врач приёма', type: 'text', code: 'IDENT_VISIT_DOCTOR' },
  { key: 'visit_branch', name: 'Филиал приёма', type: 'text', code: 'IDENT_VISIT_BRANCH' },
  { key: 'visit_status', name: 'Статус приёма', type: 'text', code: 'IDENT_VISIT_STATUS' },
  {
    key: 'visit_cancel_reason',
    name: 'Причина отмены приёма',
    type: 'text',
    code: 'IDENT_VISIT_CANCEL_REASON',
  },
  { key: 'visit_sum', name: 'Сумма приёма', type: 'numeric', code: 'IDENT_VISIT_SUM' },
  { key: 'visit_source', name: 'Источник записи', type: 'text', code: 'IDENT_VISIT_SOURCE' },
] as const;

export type VisitField = (typeof visitFields)[number];
export type VisitFieldKey = VisitField['key'];

/** Their group, a tab of the deal's card. */
export const visitGroup = 'IDENT: приём';

/** What deals are found by: people see it, and cannot change it by accident. */
export const isApiOnly = ({ key }: VisitField): boolean => key === 'visit_key';

/** Where somebody's field has the name already. */
export const besideName = ({ name }: VisitField): string => `${name} (IDENT)`;
