import { z } from 'zod';

/** Undocumented (amocrm.md §3.8): a full account is told by its words, so that it is not blamed on the rows. */
const limitWords =
  /quota|квот|лимит|превыш|исчерпан|limit (?:of|exceeded|reached|is)|exceed|maximum number/i;

/** The length or limit of one value of one row: as long a name, as large a number, as many phones. */
const valueWords =
  /длин|символ|знаков|байт|значени|character|symbol|length|\blong|digit|\bbytes?\b|\bvalues?\b|(?:number of|количеств\S*|числ\S*) (?:phone|e-?mail|телефон|адрес)/i;

/** A limit of the account: contacts, fields, tags, pipelines. */
export const isAboutQuota = (words: string): boolean =>
  limitWords.test(words) && !valueWords.test(words);

const problem = z.object({
  code: z.string().nullish().catch(null),
  path: z.string().nullish().catch(null),
  detail: z.string().nullish().catch(null),
});
const byRequest = z.object({
  'validation-errors': z.array(z.object({ errors: z.array(problem).nullish() })),
});
const byEntity = z.object({ errors: z.record(z.string(), z.string()) });

/**
 * Whether a refusal that names rows blames the account's limit on them. A path into a value says that it is the value's,
 * whatever the words.
 */
export function rowsTellOfQuota(body: unknown): boolean {
  const rows = byRequest.safeParse(body);
  if (rows.success) {
    const problems = rows.data['validation-errors'].flatMap(({ errors }) => errors ?? []);
    return problems.some(
      ({ code, path, detail }) =>
        !/\.values?(\.|$)|name$/.test(path ?? '') && isAboutQuota(`${code ?? ''} ${detail ?? ''}`),
    );
  }
  const entities = byEntity.safeParse(body);
  return entities.success && Object.values(entities.data.errors).some(isAboutQuota);
}
