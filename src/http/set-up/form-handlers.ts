import type { PageGroup } from '../../config/saved/page-settings.ts';
import { weakPassword } from '../../secret-strength.ts';
import type { State } from '../../state/open-state.ts';
import type { Given } from '../api/contract/contract.ts';
import type { formRoutes } from '../api/contract/set-up/form.ts';
import { ApiError, apiErrors } from '../api/errors.ts';
import type { Answer, Call, HandlersOf } from '../api/handlers.ts';
import type { Accounts } from '../sign-in/accounts.ts';
import type { Auth } from '../sign-in/auth.ts';
import { hashPassword } from '../sign-in/password-hash.ts';
import type { SetUpDesk } from './set-up-desk.ts';

interface FormParts {
  readonly desk: SetUpDesk;
  readonly auth: Pick<Auth, 'confirm' | 'signInAnew'>;
  readonly accounts: Accounts;
  readonly state: Pick<State, 'meta'>;
  /** Where the service is at work already, the password is asked for once more. */
  readonly confirms: boolean;
}

/** The form of the set-up page, before the service runs and beside it. */
export function formHandlers(parts: FormParts): HandlersOf<typeof formRoutes> {
  const { desk, auth, accounts, state, confirms } = parts;

  async function save(
    group: PageGroup,
    given: Given<'saveDatabase'>['body'],
    { request, who }: Call,
  ) {
    if (!desk.isEditable) throw new ApiError(apiErrors.settingsInFile);
    if (confirms) {
      if (!(await accounts.hasAny())) throw new ApiError(apiErrors.passwordFirst);
      if (given.confirm === undefined) throw new ApiError(apiErrors.passwordOnceMore);
      await auth.confirm(request, who ?? '', given.confirm);
    }
    return await desk.save(group, given.values, who);
  }

  return {
    setUpForm: async () => {
      const form = await desk.form();
      return { ...form, confirms, done: { ...form.done, password: await accounts.hasAny() } };
    },
    findInstances: async ({ body }) => await desk.instances(body.host),
    saveDatabase: async ({ body }, call) => await save('database', body, call),
    saveAmo: async ({ body }, call) => await save('amocrm', body, call),
    savePassword: async ({ body }, { request, reply }): Promise<Answer<'session'>> => {
      if (await accounts.hasAny()) throw new ApiError(apiErrors.passwordIsSet);
      const weakness = weakPassword(body.password);
      if (weakness !== null) throw new ApiError(apiErrors.passwordWeak(weakness.problem));
      await state.meta.set('dashboardPassword', await hashPassword(body.password));
      const session = await auth.signInAnew(request, reply);
      await desk.startIfDue([]);
      return session;
    },
  };
}
