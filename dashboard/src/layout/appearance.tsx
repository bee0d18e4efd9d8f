import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../language/i18n.ts';
import { isLanguage, languages } from '../language/language.ts';
import { useLanguage } from '../language/use-language.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './appearance.module.css';

const schemes = [
  { value: 'auto', icon: 'system' },
  { value: 'light', icon: 'sun' },
  { value: 'dark', icon: 'moon' },
] as const;

/** Language and colours; both are remembered by the browser. */
export function Appearance() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className={classes.row}>
      <SegmentedControl
        size="xs"
        aria-label={t('frame.language')}
        value={language}
        data={languages.map((value) => ({
          value,
          label: (
            <>
              <span aria-hidden="true">{value.toUpperCase()}</span>
              <span className="visually-hidden">{t(`frame.languages.${value}`)}</span>
            </>
          ),
        }))}
        onChange={(value) => {
          if (isLanguage(value)) void changeLanguage(value);
        }}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('frame.scheme')}
        value={colorScheme}
        data={schemes.map(({ value, icon }) => ({
          value,
          label: (
            <span className={classes.icon} title={t(`frame.schemes.${value}`)}>
              <Icon name={icon} size={15} />
              <span className="visually-hidden">{t(`frame.schemes.${value}`)}</span>
            </span>
          ),
        }))}
        onChange={(value) => setColorScheme(value)}
      />
    </div>
  );
}
