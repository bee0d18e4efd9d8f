/** A change that the CRM's own forms would not let through either. */
export class PersonMistake extends Error {}
