import type { BranchFigure } from '../../../ident/branches/branch-figures.ts';
import type { BranchReport } from '../../../ident/branches/branch-reader.ts';
import { both, type Language } from '../../../language.ts';
import { branchWords } from '../../../report/branch-words.ts';
import { type Diagnosis, ok, problem, warning } from '../../diagnosis.ts';

/** The chosen branches, and how many patients each has. */
export function judgeBranches(
  report: BranchReport,
  figures: readonly BranchFigure[] | null,
): Diagnosis {
  if (!report.isReadable) {
    return warning('profile', {
      code: 'BRANCHES_UNREADABLE',
      found: {
        ru: 'По базе не видно, в каком филиале приём: BRANCHES ничего не выбирает',
        en: 'The database does not tell in which branch a reception is: BRANCHES chooses nothing',
      },
      advice: {
        ru: 'Проверьте права входа на Receptions, Armchairs и OwnCompanies; если их нет в вашей версии IDENT, уберите BRANCHES',
        en: "See the login's rights on Receptions, Armchairs and OwnCompanies; if your version of IDENT has none, take BRANCHES out",
      },
    });
  }
  const list = (names: readonly string[]) => names.map((name) => `«${name}»`).join(', ');
  const there = list(report.there.flatMap(({ names: [first] }) => first ?? []));
  if (report.unknown.length > 0) {
    return problem('profile', {
      code: 'BRANCH_UNKNOWN',
      found: {
        ru: `В IDENT нет филиалов из BRANCHES: ${list(report.unknown)}`,
        en: `IDENT has no branches with these names of BRANCHES: ${list(report.unknown)}`,
      },
      advice: {
        ru: `Впишите названия как в IDENT. Есть: ${there || 'ни одного'}`,
        en: `Write the names as IDENT has them. There are: ${there || 'none'}`,
      },
    });
  }
  if (report.gone.length > 0) {
    return warning('profile', {
      code: 'BRANCH_GONE',
      found: {
        ru: `Филиалов из BRANCHES больше нет в IDENT под этим названием: ${list(report.gone)}`,
        en: `Branches of BRANCHES are no longer in IDENT by these names: ${list(report.gone)}`,
      },
      advice: {
        ru: `Пока берутся те, что так назывались. Впишите новые названия (есть: ${there}) или уберите закрытые`,
        en: `Those that had the names are taken for now. Put in the new names (there are: ${there}), or take closed ones out`,
      },
    });
  }
  const counts = (language: Language) =>
    figures === null
      ? list([...report.ids.keys()])
      : figures.map((one) => branchWords(one, language)).join('; ');
  const title = { ru: 'Филиалы: ', en: 'Branches: ' };
  return ok(
    'profile',
    both((language) => `${title[language]}${counts(language)}`),
  );
}
