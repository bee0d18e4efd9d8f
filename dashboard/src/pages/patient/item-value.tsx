import { useTranslation } from 'react-i18next';
import type { PatientItem } from '../../../../src/http/api/contract/patient.ts';
import { useFormat } from '../../format/use-format.ts';
import classes from './patient.module.css';

export interface ItemValueProps {
  readonly item: PatientItem;
  readonly side: 'ident' | 'amo';
}

/** A value as a person of this language writes it; masked ones come masked from the service and stay as they are. */
export function ItemValue({ item, side }: ItemValueProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = item[side];
  if (side === 'ident' && !item.identKnown) {
    return <span className={classes.empty}>{t(item.on ? 'patient.notKnown' : 'patient.off')}</span>;
  }
  if (value === null) return <span className={classes.empty}>{t('patient.empty')}</span>;
  switch (item.type) {
    case 'checkbox':
      return value === 'true' ? t('common.yes') : t('common.no');
    case 'date':
      return format.date(value);
    case 'date_time': {
      const at = Date.parse(value);
      return Number.isNaN(at) ? value : format.exact(at);
    }
    case 'numeric':
      return /^-?\d+(\.\d+)?$/.test(value) ? format.number(Number(value)) : value;
    default:
      return <span className={classes.value}>{value}</span>;
  }
}
