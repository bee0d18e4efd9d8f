/** What somebody may do on the page, each all that those before it may: look; act for a clinic; act for the fleet. */
export const roles = ['look', 'operate', 'fleet'] as const;

export type Role = (typeof roles)[number];

export const mayActAs = (has: Role, needs: Role): boolean =>
  roles.indexOf(has) >= roles.indexOf(needs);
