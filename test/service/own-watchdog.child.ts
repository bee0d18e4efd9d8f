import { startOwnWatchdog } from '../../src/service/own-watchdog.ts';

/** Hangs for ever, or works for a second and ends. */
using _ = startOwnWatchdog(600);
if (process.argv[2] === 'hang') for (;;);
await new Promise((resolve) => setTimeout(resolve, 1_500));
