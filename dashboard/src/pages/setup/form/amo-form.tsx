import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetUpForm } from '../../../../../src/http/api/contract/set-up/form.ts';
import { SaveForm } from './save-form.tsx';
import { SettingField } from './setting-field.tsx';
import { useSetUpForm } from './use-set-up-form.ts';

const token = ['AMOCRM_SUBDOMAIN', 'AMOCRM_LONG_LIVED_TOKEN'];
const oauth = [
  ...['AMOCRM_SUBDOMAIN', 'AMOCRM_CLIENT_ID', 'AMOCRM_CLIENT_SECRET', 'AMOCRM_REDIRECT_URI'],
];
const ways = ['token', 'oauth'] as const;

/** The account, and one of the two ways to it; looked at and kept. */
export function AmoForm({
  setUp,
  isNext,
}: {
  readonly setUp: SetUpForm;
  readonly isNext: boolean;
}) {
  const { t } = useTranslation();
  const wasOauth = setUp.fields['AMOCRM_CLIENT_ID']?.isSet === true;
  const [way, setWay] = useState<(typeof ways)[number]>(wasOauth ? 'oauth' : 'token');
  const names = way === 'token' ? token : oauth;
  const form = useSetUpForm(setUp, names, {
    AMOCRM_REDIRECT_URI: `${location.origin}/oauth/callback`,
  });
  const isOtherAccount = form.isChanged('AMOCRM_SUBDOMAIN');
  // Whoever goes one way leaves the other.
  const others = way === 'token' ? { AMOCRM_CLIENT_ID: '', AMOCRM_REDIRECT_URI: '' } : {};
  const whole = { ...form, values: { ...others, ...form.values } };
  return (
    <SaveForm
      route="saveAmo"
      {...{ setUp, form: whole, names, isNext }}
      submit={t(way === 'token' ? 'setup.form.amo.submit' : 'setup.form.amo.submitOauth')}
    >
      {(mistakes) =>
        setUp.isSample.amocrm ? (
          <p>{t('setup.form.amo.sample')}</p>
        ) : (
          <>
            <SettingField
              {...{ form, mistakes, name: 'AMOCRM_SUBDOMAIN' }}
              label={t('setup.form.amo.account')}
              hint={t('setup.form.amo.accountHint')}
            />
            <SegmentedControl
              aria-label={t('setup.form.amo.way')}
              value={way}
              data={ways.map((value) => ({ value, label: t(`setup.form.amo.ways.${value}`) }))}
              onChange={(value) => setWay(value === 'oauth' ? 'oauth' : 'token')}
            />
            {way === 'token' ? (
              <SettingField
                {...{ form, mistakes, name: 'AMOCRM_LONG_LIVED_TOKEN', isSecret: true }}
                label={t('setup.form.amo.token')}
                hint={t('setup.form.amo.tokenHint')}
                isVoid={isOtherAccount}
              />
            ) : (
              <>
                <SettingField
                  {...{ form, mistakes, name: 'AMOCRM_CLIENT_ID' }}
                  label={t('setup.form.amo.clientId')}
                />
                <SettingField
                  {...{ form, mistakes, name: 'AMOCRM_CLIENT_SECRET', isSecret: true }}
                  label={t('setup.form.amo.clientSecret')}
                  isVoid={isOtherAccount || form.isChanged('AMOCRM_CLIENT_ID')}
                />
                <SettingField
                  {...{ form, mistakes, name: 'AMOCRM_REDIRECT_URI' }}
                  label={t('setup.form.amo.redirect')}
                  hint={t('setup.form.amo.redirectHint')}
                />
              </>
            )}
          </>
        )
      }
    </SaveForm>
  );
}
