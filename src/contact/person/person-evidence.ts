/**
 * What tells one person from another, as keyed hashes (I7): all that is kept of it. Unknown is `''` or an empty list: a
 * cell that is empty, switched off or holds a placeholder tells nothing.
 */
interface Evidence {
  readonly birthday: string;
  readonly snils: string;
  readonly inn: string;
  /** Of valid numbers only. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

/** Of a patient: IDENT has the parts of a name in cells of their own. */
export interface PatientEvidence extends Evidence {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly patronymic: readonly string[];
}

/** Of a contact: the words of its name stand in any order. */
export interface ContactEvidence extends Evidence {
  readonly words: readonly string[];
}

/** All that tells of a person, to look for others by it. */
export const traces = (shown: ContactEvidence): readonly string[] => [
  ...new Set(
    [
      ...shown.words,
      ...[shown.birthday, shown.snils, shown.inn],
      ...shown.phones,
      ...shown.emails,
    ].filter((hash) => hash !== ''),
  ),
];

/** A patient as a contact would show it. */
export const asContact = ({
  first,
  last,
  patronymic,
  ...rest
}: PatientEvidence): ContactEvidence => ({
  ...rest,
  words: [...new Set([...first, ...last, ...patronymic])],
});
