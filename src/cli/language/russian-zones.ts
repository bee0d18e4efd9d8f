/** Whether people of this zone, an IANA name, are addressed in Russian: Russia and the Commonwealth around it. */
export const speaksRussian = (zone: string): boolean => zones.has(zone.toLowerCase());

const european =
  'Moscow Kaliningrad Samara Saratov Volgograd Ulyanovsk Astrakhan Kirov Simferopol Minsk Chisinau';
const asian = [
  'Yekaterinburg Omsk Novosibirsk Barnaul Tomsk Novokuznetsk Krasnoyarsk Irkutsk Chita Yakutsk Khandyga',
  'Vladivostok Ust-Nera Magadan Sakhalin Srednekolymsk Kamchatka Anadyr',
  'Almaty Qyzylorda Qostanay Aqtobe Aqtau Atyrau Oral',
  'Bishkek Tashkent Samarkand Dushanbe Ashgabat Yerevan Baku',
].join(' ');

const zones: ReadonlySet<string> = new Set([
  ...european.split(' ').map((city) => `europe/${city.toLowerCase()}`),
  ...asian.split(' ').map((city) => `asia/${city.toLowerCase()}`),
]);
