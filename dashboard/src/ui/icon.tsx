/** Strokes on a 24-unit grid; drawn here, because icon packages weigh more than the page. */
const paths = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM14 7h6V4h-6zM4 20h6v-3H4z',
  runs: 'M12 7v5l3 2M21 12a9 9 0 1 1-3-6.7M21 4v4h-4',
  patient: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c0-3.5 3.5-6 8-6s8 2.500 8 6',
  visits: 'M4 6h16v14H4zM4 10.500h16M8.500 3v5M15.500 3v5M8 15l2.500 2.500L16 13',
  rejected:
    'M12 8v5M12 16.500v.5M10.300 3.900 2.500 17.500A2 2 0 0 0 4.200 20.500h15.600a2 2 0 0 0 1.700-3L13.700 3.900a2 2 0 0 0-3.400 0z',
  fields: 'M4 5h16v14H4zM4 10h16M10 10v9',
  setup: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  settings:
    'M4 7h8M16 7h4M4 17h4M12 17h8M14 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM10 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  actions: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  play: 'M7 4.500v15l12-7.500z',
  pause: 'M8 5v14M16 5v14',
  refresh:
    'M20 11a8 8 0 0 0-14.300-4L3 9.500M3 4v5.500h5.500M4 13a8 8 0 0 0 14.300 4l2.700-2.500M21 20v-5.500h-5.500',
  check: 'M4.500 12.500 10 18 20 6.500',
  cross: 'M6 6l12 12M18 6 6 18',
  warning: 'M12 8v5M12 16.500v.5M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  info: 'M12 11v6M12 7.500V8M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  menu: 'M4 6h16M4 12h16M4 18h16',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z',
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
  back: 'M14.500 5 7.500 12l7 7',
  leave: 'M14 4h5v16h-5M3 12h11M10 8l4 4-4 4',
  link: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  download: 'M12 4v11M7 10.500l5 5 5-5M4 20h16',
  eye: 'M2 12s3.500-7 10-7 10 7 10 7-3.500 7-10 7-10-7-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  lock: 'M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 21 21',
  clock: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  plus: 'M12 5v14M5 12h14',
} as const;

export type IconName = keyof typeof paths;

export interface IconProps {
  readonly name: IconName;
  readonly size?: number;
}

/** A picture beside words that say the same, hence hidden from screen readers. */
export function Icon({ name, size = 18 }: IconProps) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
