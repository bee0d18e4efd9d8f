import { createTheme } from '@mantine/core';

/** What the components look like; the colours stand in theme.css, as the page allows no style of a script. */
export const theme = createTheme({
  primaryColor: 'teal',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});
