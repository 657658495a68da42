/** Signs drawn as lines, so that they take the colour of the words beside them. */
const PATHS: Record<string, string> = {
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Zm10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  menu: "M4 7h16M4 12h16M4 17h16",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4 4",
  sliders: "M4 8h10M18 8h2M4 16h2M10 16h10M16 6v4M8 14v4",
  close: "M6 6l12 12M18 6 6 18",
  pin: "M12 21s6.500-6.200 6.500-11A6.500 6.500 0 0 0 5.500 10c0 4.800 6.500 11 6.500 11Zm0-8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  arrow: "M4 12h15m-5-5 5 5-5 5",
  download: "M12 4v11m-4-4 4 4 4-4M5 20h14",
  undo: "M9 7 4 12l5 5M4 12h10a5 5 0 0 1 0 10h-2",
  flag: "M6 21V4h11l-2 4 2 4H6",
  split: "M12 4v6m0 0-6 8m6-8 6 8",
  merge: "M6 4l6 8m6-8-6 8m0 0v8",
  check: "M5 13l4 4L19 7",
  pen: "M4 20l1-4L16 5l3 3L8 19l-4 1Z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3 2",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
};

export function Icon({ name }: { name: keyof typeof PATHS | string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={PATHS[name]} /></svg>
  );
}
