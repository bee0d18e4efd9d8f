/** Zones of Russia and its neighbours first: that is where IDENT is used. */
const near =
  /^(Europe\/(Kaliningrad|Moscow|Simferopol|Kirov|Volgograd|Astrakhan|Saratov|Ulyanovsk|Samara|Minsk)|Asia\/(Yekaterinburg|Omsk|Novosibirsk|Barnaul|Tomsk|Novokuznetsk|Krasnoyarsk|Irkutsk|Chita|Yakutsk|Khandyga|Vladivostok|Ust-Nera|Magadan|Sakhalin|Srednekolymsk|Kamchatka|Anadyr|Almaty|Aqtau|Aqtobe|Atyrau|Oral|Qostanay|Qyzylorda|Bishkek|Tashkent|Samarkand|Yerevan|Baku|Tbilisi))$/;

/** Of the browser, which as a rule stands where the clinic does; null: it is of nowhere, as a server's is. */
export function zoneHere(): string | null {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return /^(UTC|GMT|Etc\/)/.test(timeZone) ? null : timeZone;
}

/** @param chosen stands in the list, whatever the browser knows */
export function timeZones(
  chosen: string,
): readonly { readonly value: string; readonly label: string }[] {
  const known = Intl.supportedValuesOf('timeZone');
  const all = chosen === '' || known.includes(chosen) ? known : [chosen, ...known];
  return [...all.filter((zone) => near.test(zone)), ...all.filter((zone) => !near.test(zone))].map(
    (value) => ({ value, label: value.replaceAll('_', ' ') }),
  );
}
