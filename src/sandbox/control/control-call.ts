import type { z } from 'zod';
import { type Answer, empty, plainJson } from '../http/answer.ts';
import { type Call, parseJson } from '../http/call.ts';
import type { Handler } from '../http/router.ts';
import { PersonMistake } from '../people/person-mistake.ts';

class BadInput extends Error {}

export function read<T>(call: Call, schema: z.ZodType<T>): T {
  const body = parseJson(call.body === '' ? '{}' : call.body);
  const parsed = body.ok ? schema.safeParse(body.value) : null;
  if (parsed?.success) return parsed.data;
  const issues = parsed?.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new BadInput(issues?.join('; ') ?? 'not JSON');
}

/** A page of another site can make a browser send a form here, but no JSON and no other method unasked. */
export const guarded =
  (handle: Handler): Handler =>
  (call) => {
    const json = String(call.headers['content-type'] ?? '').startsWith('application/json');
    if (call.method !== 'GET' && call.body !== '' && !json) {
      return plainJson({ error: 'send application/json' }, 415);
    }
    if (call.headers['sec-fetch-site'] === 'cross-site') {
      return plainJson({ error: 'not from another site' }, 403);
    }
    try {
      return handle(call);
    } catch (error) {
      if (!(error instanceof BadInput || error instanceof PersonMistake)) throw error;
      return plainJson({ error: error.message }, 400);
    }
  };

export function done(work: () => void): Answer {
  work();
  return empty();
}
