import { fieldByKey } from '../contact/catalogue.ts';
import type { FieldValue } from '../contact/contact-field.ts';
import type { FieldKey } from '../contact/field-key.ts';
import type { Link } from '../state/links.ts';
import type { Pass } from './pass-context.ts';
import type { Update } from './updater.ts';

/**
 * A patient that a completed reading of IDENT did not show: the contact stays, its status becomes «Удален». Null when
 * the status field is switched off; then only the link says so.
 */
export function removal(pass: Pass, link: Link): Update | null {
  const account = pass.fields.byKey.get('status');
  if (account === undefined) return null;
  const value: FieldValue = 'deleted';
  const { version } = fieldByKey('status');
  const hash = pass.hasher.field('status', version, account.fieldId, value);
  const fields = new Map<FieldKey, FieldValue>([['status', value]]);
  return {
    link,
    as: 'removal',
    change: {
      set: ['status'],
      clear: [],
      name: false,
      phones: false,
      emails: false,
      learnt: new Map(),
      drifted: [],
      foreign: [],
      nameEdited: false,
    },
    subject: {
      id: link.patientId,
      fingerprint: pass.hasher.text('removal', hash),
      nameTokens: { first: [], last: [], patronymic: [] },
      contact: {
        patientId: link.patientId,
        // Never sent: the change names the status only.
        name: { full: '', first: '', last: '', placeholder: true },
        phones: undefined,
        emails: undefined,
        fields,
        hasParent: false,
        warnings: [],
      },
      hashes: {
        fields: new Map([['status', hash]]),
        name: link.acknowledged.get('name') ?? '',
        nameParts: '',
        phones: undefined,
        emails: undefined,
      },
    },
  };
}
