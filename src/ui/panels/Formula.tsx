/**
 * Sets `x_i` and `x_raw,i` with subscripts and `ℝ^d` with a superscript; everything else stays as it is.
 */
import { Fragment } from 'react';

const SCRIPTS = /([_^])([\p{L}\p{N}]+(?:,[\p{L}\p{N}]+)*)/u;

export function Formula({ text }: { text: string }) {
  const parts = text.split(SCRIPTS);
  return (
    <>
      {parts.map((part, index) => {
        if (index % 3 === 1) return null;
        const mark = parts[index - 1];
        const key = `${index} ${part}`;
        if (index % 3 === 2) return mark === '_' ? <sub key={key}>{part}</sub> : <sup key={key}>{part}</sup>;
        return <Fragment key={key}>{part}</Fragment>;
      })}
    </>
  );
}
