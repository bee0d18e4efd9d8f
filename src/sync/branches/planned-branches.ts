import { AppError } from '../../app-error.ts';
import type { SourceName } from '../../contact/model/patient-key.ts';
import { type BranchFigure, branchFigures } from '../../ident/branches/branch-figures.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import type { Pass } from '../pass/pass-context.ts';

/** How many patients each branch of a source has of which some branches are chosen. */
export interface PlannedBranches {
  readonly source: SourceName;
  /** Null: the database does not tell, or not in time. */
  readonly branches: readonly BranchFigure[] | null;
}

/** For whoever looks at a plan before the first load: whom the choice of branches leaves out. */
export async function plannedBranches({ ident }: Pass): Promise<readonly PlannedBranches[]> {
  const planned: PlannedBranches[] = [];
  for (const { name, ident: database } of databasesOf(ident).sources) {
    const { branches: chosen } = await database.probe();
    if (chosen === null) continue;
    const census = await database.branches().catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });
    planned.push({ source: name, branches: census && branchFigures(census, chosen) });
  }
  return planned;
}
