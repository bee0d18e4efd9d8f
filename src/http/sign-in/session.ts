/** Somebody who is signed in. */
export interface Session {
  readonly csrfToken: string;
  /** The user's name. */
  readonly user: string;
  /** Of the password that was in force: another one ends the session, and so does the end of the user. */
  readonly credential: string;
  /** A proxy told who it is; each further request must come with the same name, or the session does not hold. */
  readonly byHeader: boolean;
  /** Aborted when the session ends: what is streamed to it ends as well. */
  readonly ended: AbortSignal;
}

/** Whose a session is to be. */
export type SessionOwner = Pick<Session, 'user' | 'credential' | 'byHeader'>;
