import type { VisitIntent } from '../../../state/visits/visit-intents.ts';

/** What an intent carries that is to take over a deal which is there, instead of making one. */
const mark = 'adoption';

export const adoptionSent: ReadonlyMap<string, string> = new Map([[mark, '']]);

export const isAdoption = ({ sent }: Pick<VisitIntent, 'sent'>): boolean => sent.has(mark);
