/** Russian letters, and below each the Latin one that it looks like. */
const russian = [...'аеорсухкіѕјАВЕКМНОРСТУХІЅЈ'];
const latin = [...'aeopcyxkisjABEKMHOPCTYXISJ'];

const twins = new Map(russian.map((letter, at) => [letter, latin[at]]));

/** The text with Latin letters in place of the Russian ones that look like them. */
export const inLatin = (text: string): string =>
  [...text].map((letter) => twins.get(letter) ?? letter).join('');
