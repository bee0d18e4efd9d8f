import { programVersion } from '../version.ts';

/** `ident-amocrm/<version>`: amoCRM's front is said to refuse callers without a name. */
export function defaultUserAgent(): string {
  return `ident-amocrm/${programVersion()}`;
}
