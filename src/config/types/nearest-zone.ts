import { editDistance } from '../edit-distance.ts';

/** As Windows, clocks and people call what most clinics have. */
const otherNames: Readonly<Record<string, string>> = {
  msk: 'Europe/Moscow',
  'utc+3': 'Europe/Moscow',
  'gmt+3': 'Europe/Moscow',
  '+03:00': 'Europe/Moscow',
  москва: 'Europe/Moscow',
  мск: 'Europe/Moscow',
  'russian standard time': 'Europe/Moscow',
};

/** The zone of the IANA database that was probably meant: by its city, or by a slip or two. */
export function nearestZone(text: string): string | undefined {
  const given = text
    .trim()
    .toLowerCase()
    .replace(/[\\ ]/g, (sign) => (sign === ' ' ? '_' : '/'));
  const named = otherNames[text.trim().toLowerCase()];
  if (named !== undefined) return named;
  const city = cityOf(given);
  const ranked = Intl.supportedValuesOf('timeZone')
    .map((zone) => {
      const known = zone.toLowerCase();
      return { zone, far: Math.min(editDistance(given, known), editDistance(city, cityOf(known))) };
    })
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best !== undefined && best.far <= Math.min(2, city.length / 4) ? best.zone : undefined;
}

const cityOf = (zone: string): string => zone.split('/').at(-1) ?? zone;
