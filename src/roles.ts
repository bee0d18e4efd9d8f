/** What somebody may do on the page, each all that those before it may: look; act for a clinic; act for the fleet. */
export const roles = ['look', 'operate', 'fleet'] as const;

export type Role = (typeof roles)[number];

export const mayActAs = (has: Role, needs: Role): boolean =>
  roles.indexOf(has) >= roles.indexOf(needs);

/** The user of DASHBOARD_PASSWORD and of the one-time link, who is in no list. */
export const builtInUser = 'operate';
