import { Button, createTheme, SegmentedControl } from '@mantine/core';
import classes from './components.module.css';

/** What the components look like; the colours stand in theme.css, as the page allows no style of a script. */
export const theme = createTheme({
  primaryColor: 'teal',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The words of a button may be long, and a phone narrow.
    Button: Button.extend({
      classNames: {
        root: classes.button ?? '',
        inner: classes.inner ?? '',
        label: classes.label ?? '',
      },
    }),
    SegmentedControl: SegmentedControl.extend({ classNames: { label: classes.segment ?? '' } }),
  },
});
