import { z } from 'zod';
import type { TokenRefusal } from '../errors/auth-errors.ts';

const problem = z.object({ hint: z.string().nullish(), title: z.string().nullish() });

type Meaning = TokenRefusal | 'token-revoked' | 'token-expired';

/** The hints that the token endpoint was seen to give (amocrm.md §1.4); `Token has expired` is a guess. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/authorization code has expired/i, 'code-expired'],
  [/authorization code has been revoked/i, 'code-used'],
  [/cannot decrypt the authorization code/i, 'code-invalid'],
  [/check the `?client_(id|secret)`?/i, 'wrong-client'],
  [/redirect uri/i, 'redirect-mismatch'],
  [/invalid account/i, 'wrong-account'],
  [/token has been revoked/i, 'token-revoked'],
  [/token has expired/i, 'token-expired'],
  [/некорректный клиент/i, 'wrong-client'],
];

/** What a refusal of the token endpoint means. */
export function tokenRefusal(status: number, body: unknown): Meaning {
  const parsed = problem.safeParse(body);
  const words = parsed.success ? `${parsed.data.hint ?? ''} ${parsed.data.title ?? ''}` : '';
  if (status !== 400 && status !== 401) return 'refused';
  return meanings.find(([pattern]) => pattern.test(words))?.[1] ?? 'refused';
}
