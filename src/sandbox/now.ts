import type { Clock } from '../clock.ts';

/** amoCRM's times are whole seconds. */
export const nowSeconds = (clock: Clock): number => Math.floor(clock.now() / 1000);
