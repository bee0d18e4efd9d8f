import { CallbackRefusedError } from './oauth-callback-errors.ts';

/** What amoCRM sends the browser back with. */
export interface Grant {
  readonly code: string;
  /** Host of the account, as it was sent: not yet judged. */
  readonly referer: string | null;
}

const codeShape = /^[\w.~+/=-]{1,4096}$/;

/** @throws CallbackRefusedError `denied`, `malformed` */
export function readGrant(query: URLSearchParams): Grant {
  const error = single(query, 'error');
  if (error === 'access_denied') throw new CallbackRefusedError('denied');
  const code = single(query, 'code');
  if (error !== null || code === null || !codeShape.test(code)) {
    throw new CallbackRefusedError('malformed');
  }
  return { code, referer: single(query, 'referer') };
}

/** @throws CallbackRefusedError `malformed` when it is given twice: two readers would read two things. */
export function single(query: URLSearchParams, name: string): string | null {
  const [value, ...more] = query.getAll(name);
  if (more.length > 0) throw new CallbackRefusedError('malformed');
  return value ?? null;
}

/**
 * What a person pasted: a bare code, or the whole address that the browser was sent to, line breaks and quotes and all.
 *
 * @throws CallbackRefusedError `denied`, `malformed`
 */
export function readPastedGrant(pasted: string): Grant {
  const text = pasted.replace(/[\s"'«»<>]/g, '');
  if (codeShape.test(text) && !text.startsWith('code=')) return { code: text, referer: null };
  const query = text.replace(/#.*$/, '').replace(/^[^?]*\?/, '');
  return readGrant(new URLSearchParams(query));
}
