import type { Language } from '../../language.ts';

/** The one of our languages that the browser likes best, by `Accept-Language`. */
export function pageLanguage(header: string | undefined, fallback: Language): Language {
  const wishes = (header ?? '')
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wishes) {
    if (/^ru(-|$)/.test(tag)) return 'ru';
    if (/^en(-|$)/.test(tag)) return 'en';
  }
  return fallback;
}
