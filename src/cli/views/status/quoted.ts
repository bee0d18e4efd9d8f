/** A name as a shell takes it. */
export const quoted = (name: string): string =>
  /^[\p{L}\p{N}._-]+$/u.test(name) ? name : `"${name}"`;
