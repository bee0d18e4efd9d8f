/** Why the service may rest, the gravest first. */
export const pauseReasons = ['guard', 'auth', 'account', 'drift', 'circuit', 'user'] as const;

export type PauseReason = (typeof pauseReasons)[number];
