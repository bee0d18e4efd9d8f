import { useTranslation } from 'react-i18next';
import type { FormSaved } from '../../../../../src/http/api/contract/set-up/form.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/notice/note.tsx';
import type { Tone } from '../../../ui/tone.ts';
import classes from './form.module.css';

const tones = {
  ok: 'good',
  warning: 'warn',
  problem: 'bad',
  skipped: 'quiet',
} as const satisfies Record<FormSaved['checks'][number]['verdict'], Tone>;
const icons = { ok: 'check', warning: 'warning', problem: 'cross', skipped: 'info' } as const;

/** What was looked at, in the words of `doctor`, and whether it is kept. */
export function FormResult({
  result,
  fields,
}: {
  readonly result: FormSaved;
  /** Names of settings whose mistakes stand at their fields. */
  readonly fields: readonly string[];
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  // What could not be looked at for the sake of a problem tells nothing more.
  const hasProblem = result.checks.some(({ verdict }) => verdict === 'problem');
  const checks = result.checks.filter(({ verdict }) => !hasProblem || verdict !== 'skipped');
  const others = result.mistakes.filter(({ name }) => !fields.includes(name.replace(/_FILE$/, '')));
  return (
    <div className={classes.result} role="status">
      {result.saved ? (
        <Note tone="good" title={t('setup.form.saved')} />
      ) : (
        <Note tone="bad" title={t('setup.form.notSaved')}>
          {others.map(({ name, problem, fix }) => (
            <p key={name}>{`${name}: ${problem[language]}. ${fix[language]}`}</p>
          ))}
        </Note>
      )}
      {checks.length > 0 && (
        <ul className={classes.checks}>
          {checks.map(({ check, verdict, title, found, advice }) => (
            <li key={`${check} ${found.en}`} data-tone={tones[verdict]}>
              <span className={classes.mark}>
                <Icon name={icons[verdict]} size={16} />
                <span className="visually-hidden">{t(`setup.form.verdicts.${verdict}`)}</span>
              </span>
              <div>
                <b>{title[language]}</b>: {found[language]}
                {advice !== null && <p className={classes.advice}>{advice[language]}</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
