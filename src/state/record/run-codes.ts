/** Of a run that never ended: its process did. */
export const processDied = 'PROCESS_DIED';
/** Of a pass that did nothing: a deep one is needed instead. */
export const deepPassDue = 'DEEP_PASS_DUE';
