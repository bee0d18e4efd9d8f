/** Whether the calendar has this day, `YYYY-MM-DD`. It stands alone: `--help` needs it, and neither zod nor a calendar. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
