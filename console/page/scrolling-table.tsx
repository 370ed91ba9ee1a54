import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
}

/** A table that scrolls sideways where the screen is narrow; also by keyboard, which needs the focus on it. */
export function ScrollingTable({ label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scrolling" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </section>
  );
}
