/**
 * An equation from a `.tex` file with live numbers in the places that the file calls `\slot{name}`.
 */
import { useLayoutEffect, useRef } from 'react';
import 'katex/dist/katex.min.css';

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
  // After every rendering, because new HTML brings back the placeholders.
  useLayoutEffect(() => {
    for (const slot of element.current?.querySelectorAll<HTMLElement>('[data-slot]') ?? []) {
      slot.textContent = values?.[slot.dataset['slot'] ?? ''] ?? '–';
    }
  });
  // oxlint-disable-next-line react/no-danger
  return <div ref={element} className="equation" role="img" aria-label={label} dangerouslySetInnerHTML={{ __html: html }} />;
}
