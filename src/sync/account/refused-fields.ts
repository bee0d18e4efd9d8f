import { chosenFields } from '../../contact/model/field-choice.ts';
import { isRefused } from '../../state/account/field-bindings.ts';
import type { Pass } from '../pass/pass-context.ts';

/** Says again, in every deep pass, which fields are off because amoCRM would not have them made. */
export async function reportRefusedFields(pass: Pass): Promise<void> {
  const bindings = await pass.state.fields.all();
  const refused = new Set(bindings.filter(isRefused).map(({ key }) => key));
  for (const { key } of chosenFields(pass.options)) {
    if (refused.has(key)) pass.found({ kind: 'field-refused', subject: key });
  }
}
