import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SetUpForm } from '../../../../../src/http/api/contract/set-up/form.ts';
import { useDo } from '../../../api/use-api.ts';
import { Failure } from '../../../ui/notice/failure.tsx';
import classes from './form.module.css';
import { SaveForm } from './save-form.tsx';
import { SettingField } from './setting-field.tsx';
import { type FormState, useSetUpForm } from './use-set-up-form.ts';
import { timeZones, zoneHere } from './zones.ts';

const names = [
  ...['DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PASSWORD', 'TIMEZONE'],
  ...['DB_DOMAIN', 'DB_ENCRYPT', 'DB_TRUST_CERTIFICATE', 'DB_TLS_MIN'],
];

/** Server, login and zone of the clinic; looked at and kept. */
export function DatabaseForm({
  setUp,
  isNext,
}: {
  readonly setUp: SetUpForm;
  readonly isNext: boolean;
}) {
  const { t } = useTranslation();
  // Almost every clinic's server has signed its certificate itself.
  const zone = zoneHere();
  const form = useSetUpForm(setUp, names, {
    ...(zone !== null && { TIMEZONE: zone }),
    DB_TRUST_CERTIFICATE: 'true',
  });
  const isSample = setUp.isSample.database;
  const isOtherLogin = ['DB_HOST', 'DB_USER', 'DB_DOMAIN'].some(form.isChanged);
  const yesNo = ['true', 'false'].map((value) => ({
    value,
    label: t(value === 'true' ? 'common.yes' : 'common.no'),
  }));
  return (
    <SaveForm
      route="saveDatabase"
      {...{ setUp, form, names, isNext }}
      submit={t('setup.form.database.submit')}
    >
      {(mistakes) => (
        <>
          {isSample ? (
            <p>{t('setup.form.database.sample')}</p>
          ) : (
            <>
              <SettingField
                {...{ form, mistakes, name: 'DB_HOST' }}
                label={t('setup.form.database.host')}
                hint={t('setup.form.database.hostHint')}
              />
              {!form.isFixed('DB_HOST') && <Instances form={form} />}
              <div className={classes.pair}>
                <SettingField
                  {...{ form, mistakes, name: 'DB_USER' }}
                  label={t('setup.form.database.user')}
                  hint={t('setup.form.database.userHint')}
                />
                <SettingField
                  {...{ form, mistakes, name: 'DB_PASSWORD', isSecret: true }}
                  label={t('setup.form.database.password')}
                  hint={t('setup.form.database.passwordHint')}
                  isVoid={isOtherLogin}
                />
              </div>
              <SettingField
                {...{ form, mistakes, name: 'DB_NAME' }}
                label={t('setup.form.database.name')}
                hint={t('setup.form.database.nameHint')}
              />
            </>
          )}
          <SettingField
            {...{ form, mistakes, name: 'TIMEZONE' }}
            label={t('setup.form.database.zone')}
            options={timeZones(form.value('TIMEZONE'))}
          />
          {!isSample && (
            <details className={classes.more}>
              <summary>{t('setup.form.database.more')}</summary>
              <div>
                <SettingField
                  {...{ form, mistakes, name: 'DB_TRUST_CERTIFICATE', options: yesNo }}
                  label={t('setup.form.database.trust')}
                />
                <SettingField
                  {...{ form, mistakes, name: 'DB_ENCRYPT', options: yesNo }}
                  label={t('setup.form.database.encrypt')}
                />
                <SettingField
                  {...{ form, mistakes, name: 'DB_TLS_MIN' }}
                  label={t('setup.form.database.tls')}
                  options={['1.0', '1.1', '1.2', '1.3'].map((value) => ({ value, label: value }))}
                />
                <SettingField
                  {...{ form, mistakes, name: 'DB_DOMAIN' }}
                  label={t('setup.form.database.domain')}
                  hint={t('setup.form.database.domainHint')}
                />
              </div>
            </details>
          )}
        </>
      )}
    </SaveForm>
  );
}

/** Whatever SQL Server Browser tells of the computer in the field, or of this one. */
function Instances({ form }: { readonly form: FormState }) {
  const { t } = useTranslation();
  const find = useDo('findInstances');
  const found = find.data?.instances ?? [];
  return (
    <div className={classes.found}>
      <Button
        variant="default"
        size="xs"
        loading={find.isPending}
        onClick={() => find.mutate({ body: { host: form.value('DB_HOST') } })}
      >
        {t('setup.form.database.find')}
      </Button>
      {found.map(({ address, isIdents, isShut }) => (
        <Button
          key={address}
          variant="light"
          size="xs"
          disabled={isShut}
          onClick={() => form.change('DB_HOST', address)}
        >
          {[
            address,
            ...(isIdents ? [t('setup.form.database.idents')] : []),
            ...(isShut ? [t('setup.form.database.shut')] : []),
          ].join(' – ')}
        </Button>
      ))}
      {find.data && found.length === 0 && (
        <span role="status">{t('setup.form.database.foundNone')}</span>
      )}
      {find.error && <Failure error={find.error} />}
    </div>
  );
}
