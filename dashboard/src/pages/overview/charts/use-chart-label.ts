import type { Chart } from '../../../../../src/http/api/contract/overview.ts';
import { useFormat } from '../../../format/use-format.ts';

/** What stands below a bar: the hour of a day, or the day of a month. */
export function useChartLabel(span: Chart['span']): (at: number) => string {
  const format = useFormat();
  return span === '24h' ? format.time : format.day;
}
