/**
 * Whether the error is how the stop itself came out of what was going on. What has failed by itself stays a failure, also
 * where the stop came a moment later, before anybody was told.
 */
export function endedBy(signal: AbortSignal, error: unknown): boolean {
  if (!signal.aborted) return false;
  if (error === signal.reason) return true;
  // What the clean-up met on top of it.
  if (error instanceof SuppressedError) return endedBy(signal, error.suppressed);
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || (error.cause !== undefined && endedBy(signal, error.cause));
}
