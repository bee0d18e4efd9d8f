import type { SourceNumber } from '../../contact/model/patient-key.ts';
import type { Ident } from '../../ident/ident.ts';
import type { SourceReport } from '../../ident/patients/resolve.ts';
import type { Meta } from '../../state/account/meta.ts';
import type { By } from '../../state/record/pauses.ts';
import type { SyncSetup } from '../pass/pass-context.ts';

/** What prices of visits' deals are confirmed by: the key of the field that shows them. */
export const priceKey = 'visit_sum';

interface Bills {
  readonly ident: Pick<Ident, 'billSource'>;
  /** Of the source. */
  readonly meta: Pick<Meta, 'get'>;
}

/** Whether a person of the clinic confirmed the sums of bills, of the very columns that they are read from now. */
export async function isPriceConfirmed({ ident, meta }: Bills): Promise<boolean> {
  return (await priceReport({ ident, meta })).status === 'computed';
}

async function priceReport({ ident, meta }: Bills): Promise<SourceReport> {
  const source = await ident.billSource();
  if (source === null) return { status: 'missing', source };
  const isConfirmed = (await meta.get('confirmedBills')) === source;
  return { status: isConfirmed ? 'computed' : 'unconfirmed', source };
}

/** A person of the clinic says that deals may show what bills come to. Only under the pass lock. */
export async function confirmPrice(
  {
    state,
    ident,
    clock,
    by = 'cli',
  }: Pick<SyncSetup, 'state' | 'clock'> & Pick<Bills, 'ident'> & { readonly by?: By },
  number: SourceNumber,
): Promise<{ readonly before: SourceReport; readonly isConfirmed: boolean }> {
  const before = await priceReport({ ident, meta: state.meta.of(number) });
  const { status, source } = before;
  if (status !== 'unconfirmed' || source === null) return { before, isConfirmed: false };
  await state.transaction(async ({ meta, actions }) => {
    await meta.of(number).set('confirmedBills', source);
    await meta.makeDeepDue('source-confirmed');
    await actions.add({ at: clock.now(), actor: by, action: 'confirm-field', subject: priceKey });
  });
  return { before, isConfirmed: true };
}
