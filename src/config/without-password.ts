/** A text as it may be shown, though it may be an address that somebody put a password into. */
export const withoutPassword = (text: string): string =>
  // A password may hold an @ itself: up to the last one.
  text.replace(/(:\/\/[^\s:/@]*):\S*@/g, '$1:…@');
