import { useTranslation } from 'react-i18next';
import type { PlanJob } from '../../../../src/http/api/contract/set-up/setup.ts';
import { useFormat } from '../../format/use-format.ts';
import { Facts } from '../../ui/table/facts.tsx';

type Plan = NonNullable<PlanJob['plan']>;

/** What would be done, and what it takes. */
export function PlanFacts({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { number } = format;
  const blocked = Object.values(plan.blocked).reduce((sum, count) => sum + count, 0);
  const some = (count: number, name: string): readonly (readonly [string, string])[] =>
    count === 0 ? [] : [[name, number(count)]];
  return (
    <div data-testid="plan">
      <Facts
        facts={[
          [t('setup.plan.patients'), number(plan.patients)],
          ...(plan.contacts === null
            ? []
            : [[t('setup.plan.contacts'), number(plan.contacts)] as const]),
          ...plan.branches.map(
            ({ source, name, patients, isChosen }) =>
              [
                t(isChosen ? 'setup.plan.branch' : 'setup.plan.branchLeft', {
                  name: [
                    ...(new Set(plan.branches.map((one) => one.source)).size > 1 ? [source] : []),
                    name ?? t('setup.plan.branchUnnamed'),
                  ].join(', '),
                }),
                number(patients),
              ] as const,
          ),
          ...some(plan.outside, t('setup.plan.outside')),
          [t('setup.plan.create'), number(plan.create)],
          [t('setup.plan.update'), number(plan.update)],
          ...some(plan.adopt, t('setup.plan.adopt')),
          ...some(plan.remove, t('setup.plan.remove')),
          ...some(plan.unchanged, t('setup.plan.unchanged')),
          ...some(blocked, t('setup.plan.blocked')),
          [
            t('setup.plan.costLabel'),
            t('setup.plan.cost', {
              count: plan.cost.requests,
              requests: number(plan.cost.requests),
              duration: format.duration(plan.cost.durationMs),
            }),
          ],
        ]}
      />
      <p>
        <small>{t('setup.plan.madeAt', { moment: format.exact(plan.madeAt) })}</small>
      </p>
    </div>
  );
}
