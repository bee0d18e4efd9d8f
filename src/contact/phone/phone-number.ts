import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Fewer digits are no number of their own but a remark beside one («до 18», «кв. 5»). */
export const fewestDigits = 5;
/** More are several numbers, or one with an extension: what the library would find out at length. */
const mostDigits = 20;

/**
 * A Russian mobile number as nearly all of them are typed. Whatever digits follow these codes, it is a valid one; of 930
 * some are not given out, so that the library decides.
 */
const russianMobile = /^(?:\+7|8)[ -]?\(?9(?:[0-24-9]\d|3[1-9])\)?[ -]?\d{3}[ -]?\d\d[ -]?\d\d$/;

/** Without this, most of a pass's time for phones would go into recognising these. */
export const isRussianMobile = (typed: string): boolean => russianMobile.test(typed);

/**
 * Countries whose numbers are typed in Russian clinics without a `+`. No Russian number, whole or with its 8 or 7, has
 * as many digits behind these codes.
 */
const neighbours = /^(?:37[0-5]|380|99[234568])\d{8,9}$/;

/** E.164 of a text that is one valid number and nothing else, with the slips of the pen that leave no doubt. */
export function phoneNumber(typed: string): string | null {
  const digits = digitsOf(typed);
  if (digits.length < fewestDigits || digits.length > mostDigits) return null;
  if (isRussianMobile(typed)) return `+7${digits.slice(1)}`;
  if (isFiller(digits)) return null;
  const straight = valid(typed);
  if (straight !== null) return straight;
  // Letters would be an extension or a remark: those are no slips of the pen.
  if (/\p{L}/u.test(typed)) return null;
  const meant = withoutSlip(digits, typed.includes('+'));
  return meant === null ? null : valid(meant);
}

function withoutSlip(digits: string, hasPlus: boolean): string | null {
  // «+8 905 …»: no country has this code.
  if (hasPlus && /^8\d{10}$/.test(digits)) return `+7${digits.slice(1)}`;
  // «+905 …»: the plus was typed, the 7 was not.
  if (hasPlus && /^9\d{9}$/.test(digits)) return `+7${digits}`;
  // «+7 7905 …», «+7 8 905 …», «8 7905 …»: the code of the country twice.
  if (/^[78]{2}[3489]\d{9}$/.test(digits)) return `+7${digits.slice(2)}`;
  if (/^00[1-9]\d{8,}$/.test(digits)) return `+${digits.slice(2)}`;
  return neighbours.test(digits) ? `+${digits}` : null;
}

function valid(typed: string): string | null {
  const phone = parsePhoneNumberFromString(typed, { defaultCountry: 'RU', extract: false });
  return phone?.isValid() && phone.ext === undefined ? phone.number : null;
}

/** «+7(000)000-00-00», «1111111»: somebody had to type something. */
export const isFiller = (digits: string): boolean =>
  /^[78]?(\d)\1*$/.test(digits) && !/^[78]?9{10}$/.test(digits);

export const digitsOf = (text: string): string => text.replace(/\D/gu, '');
