/**
 * An equation from a `.tex` file with live numbers in the places that the file calls `\slot{name}`.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import 'katex/dist/katex.min.css';
import './equation.css';

interface EquationProps {
  /** Made by KaTeX at build time from a file of this repository; never anything that came from outside. */
  html: string;
  /** Text of every slot. */
  values?: Readonly<Record<string, string>>;
  /** The equation, with its numbers, as a sentence for screen readers. */
  label: string;
}

export function Equation({ html, values, label }: EquationProps) {
  const element = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  // React sees the same HTML and leaves the filled places alone.
  useLayoutEffect(() => {
    for (const slot of element.current?.querySelectorAll<HTMLElement>('[data-slot]') ?? []) {
      // KaTeX puts the space before an operator into the place, too, where it has to stay.
      (slot.querySelector('.text') ?? slot).textContent = values?.[slot.dataset['slot'] ?? ''] ?? '–';
    }
  });
  useLayoutEffect(() => {
    const current = element.current;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => setOverflows(current.scrollWidth > current.clientWidth + 1));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={element}
      className="equation"
      role="img"
      aria-label={label}
      // An equation wider than its place scrolls, which has to work by keyboard, too.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={overflows ? 0 : undefined}
      // oxlint-disable-next-line react/no-danger
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
