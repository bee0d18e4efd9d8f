import { contactFields } from '../../../src/contact/model/fields.ts';

/** The fields of the user's document; further ones come behind, and are no affair of tests that are not about them. */
export const documentFields = contactFields.slice(0, 26);
