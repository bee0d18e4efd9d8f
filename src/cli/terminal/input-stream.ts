import type { Readable } from 'node:stream';

/** `process.stdin`, or what a test gives. */
export type InputStream = Readable & { readonly isTTY?: boolean };
