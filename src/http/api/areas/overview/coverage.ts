import type { Clinic } from '../../../../clinic/clinic.ts';
import type { PatientId } from '../../../../contact/model/patient-key.ts';
import { type Coverage, coverage } from '../../../../health/coverage.ts';
import type { ServiceFacts } from '../../../../health/facts.ts';
import { coverageWords, placeWords } from '../../../../health/words/coverage.ts';
import { both } from '../../../../language.ts';
import { runWords } from '../../../../report/run-words.ts';
import { heldCodes } from '../../../../sync/identity/held/held.ts';
import { type ApiTools, whose } from '../../api-tools.ts';
import type { Answer, Handlers } from '../../handlers.ts';

/** How many patients are in amoCRM, in words, and why the others are not. */
export function coverageOf(
  { timeZone }: Clinic,
  facts: ServiceFacts,
): Answer<'overview'>['coverage'] {
  const { sources, ...whole } = coverage(facts);
  const told = <Figure extends Coverage>(figure: Figure) => ({
    ...figure,
    outside: figure.outside.map((one) => ({
      ...one,
      text: both((language) => placeWords[language][one.place]),
    })),
    text: both((language) => {
      const { title, asOf } = coverageWords(figure, { language, timeZone });
      return { title, asOf };
    }),
  });
  const ages = new Map(facts.sourceAges.map(({ number, carriedAt }) => [number, carriedAt]));
  const each = sources.length < 2 ? [] : sources;
  return {
    ...told(whole),
    sources: each.map((one) => ({ ...told(one), carriedAt: ages.get(one.source) ?? null })),
  };
}

/** Who those are that are not in amoCRM, or whose values went over otherwise than IDENT has them. */
export function outsideHandlers(tools: ApiTools): Handlers<'outside' | 'warned'> {
  const { census, links } = tools.reads;
  const pageOf = async (found: readonly PatientId[], limit: number) => {
    const page = found.slice(0, limit);
    const known = await links.ofPatients(page);
    return {
      patients: page.map((id) => whose(tools, id, known.get(id)?.contactId ?? null)),
      next: found.length > limit ? (page.at(-1) ?? null) : null,
    };
  };
  return {
    outside: async ({ query: { place, after, limit } }) => {
      const found = await census.inPlace(place, { heldCodes, after, limit: limit + 1 });
      const text = both((language) => placeWords[language][place]);
      return { text, ...(await pageOf(found, limit)) };
    },
    warned: async ({ query: { kind, after, limit } }) => {
      const found = await census.warned(kind, { after, limit: limit + 1 });
      const text = both((language) => runWords[language].counts[kind]);
      return { text, ...(await pageOf(found, limit)) };
    },
  };
}
