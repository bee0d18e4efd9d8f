/** A share in whole per cent, as it is read: `33 %`. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : `${Math.round((part / whole) * 100)} %`;
