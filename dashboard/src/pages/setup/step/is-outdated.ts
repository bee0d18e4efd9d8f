import type { AmoTest, DatabaseTest } from '../../../../../src/http/api/contract/set-up/setup.ts';

/**
 * What a test said is true no more where the service has heard otherwise since: of a side that was lost, or that is back.
 *
 * @param isThere as the service has heard last; it hears tests, too
 * @param lost codes of failures that mean the side itself: others a side that is there may have
 */
export function isOutdated(
  test: DatabaseTest | AmoTest | undefined,
  isThere: boolean,
  lost: RegExp,
): boolean {
  if (test === undefined) return false;
  return test.ok ? !isThere : isThere && lost.test(test.problem.code);
}
