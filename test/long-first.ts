import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that wait for browsers, for processes of their own or for hundreds of passes. */
export const long = [
  'model/model',
  'dashboard/at-work/at-work',
  'fleet/upgrade',
  'fleet/take-over',
  'cli/demo/demo-fleet',
  'cli/service/run',
  'crash/crash',
  'dashboard/look',
  'state/processes/lock',
  'sync/audit/interleaved',
  'state/move/move',
  'network/way-out',
  'doctor/doctor',
  'fleet/machine/machine',
  'fleet/queue',
  'fleet/machine/failing-rounds',
  'fleet/page/together',
  'fleet/page/rights',
  'fleet/page/page',
  'service/week',
  'cli/daily/state-on-server',
  'state/file/power-cut',
  'dashboard/set-up/first-start',
  'cli/bin',
];

/** Long ones begin first: others do their work while they wait, and none is left over at the end by itself. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      // A process is of one project, and begins anew for the other one.
      if (project.name !== 'all') return -1;
      const found = long.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found < 0 ? long.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
