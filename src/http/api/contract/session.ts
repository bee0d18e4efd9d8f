import { z } from 'zod';
import { roles } from '../../../roles.ts';

export const session = z.strictObject({
  /**
   * `closed`: the service listens to the network and no password is set; nothing but this answer is given until there
   * is one (`ident-amocrm password`, or DASHBOARD_PASSWORD_FILE).
   */
  state: z.enum(['signed-in', 'signed-out', 'closed']),
  /** Whether a password is set; without one only the one-time link that the service printed signs in. */
  hasPassword: z.boolean(),
  /** Who is signed in; null unless somebody is. */
  user: z.string().nullable(),
  /** What they may do: `look`, `operate` (for a clinic), `fleet`. */
  role: z.enum(roles).nullable(),
  /** Whether there are users besides the one of DASHBOARD_PASSWORD: the name is asked for then. */
  hasUsers: z.boolean(),
  /** `set-up`: the settings are not whole yet, and nothing runs; `fleet`: there are many clinics. */
  mode: z.enum(['service', 'set-up', 'fleet']),
  /** To be sent as the header `x-csrf-token` of everything but GET; null unless signed in. */
  csrfToken: z.string().nullable(),
  version: z.string(),
  /** The clinic's zone: every moment is shown in it. */
  timeZone: z.string(),
});

const passwordBody = z.strictObject({
  /** Absent: the user of DASHBOARD_PASSWORD. */
  user: z.string().max(200).optional(),
  password: z.string().min(1).max(1000),
});
/** The token stands behind the `#` of `/sign-in#token=…`, so that it gets into no log. */
const linkBody = z.strictObject({ token: z.string().min(1).max(200) });

/** Signing in and out. */
export const doorRoutes = {
  session: { summary: 'Who is there', needs: 'anyone', answer: session },
  signIn: { summary: 'Sign in', needs: 'anyone', body: passwordBody, answer: session },
  signInByLink: {
    summary: 'Sign in by the one-time link that the service printed',
    needs: 'anyone',
    body: linkBody,
    answer: session,
  },
  signOut: { needs: 'look', summary: 'Sign out', answer: session },
} as const;

export type Session = z.infer<typeof session>;
