import type { FormEvent } from 'react';

/** A form's `onSubmit`: the page does what is to be done, and the browser stays where it is. */
export const submitted = (act: () => void) => (event: FormEvent) => {
  event.preventDefault();
  act();
};
