// What is assumed of how long things take in amoCRM (SPEC, A2 and A12).

const commitMs = 60_000;
const lagMs = 15_000;
const marginMs = 1_000;

/** A list, and a contact read by its id, show what happened to it at most so late. */
export const shownAfterMs = lagMs + marginMs;

/** So long after the end of a request its outcome is final: it commits late, and is shown late, and nothing of it can turn up any more. */
export const finalAfterMs = commitMs + lagMs + marginMs;

/** Where another one may take a pass over, a request leaves at most so long after its durable note. */
export const leavesWithinMs = 5_000;
