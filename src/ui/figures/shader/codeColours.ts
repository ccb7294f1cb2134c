import type { CodeKind } from './highlightWgsl.ts';

/** Each at least 4.5:1 on the sunken background of its theme. */
export const CODE_COLOURS: Readonly<Record<'light' | 'dark', Readonly<Record<CodeKind, string>>>> = {
  light: {
    plain: '#1b1a18',
    comment: '#5f5b54',
    keyword: '#8a2f8f',
    type: '#0b5fa5',
    builtin: '#765000',
    attribute: '#5a45a8',
    number: '#9c3a00',
    function: '#00665a',
    binding: '#a8174f',
  },
  dark: {
    plain: '#eeede9',
    comment: '#a4a8ae',
    keyword: '#d9a0e0',
    type: '#6cb4f5',
    builtin: '#e8c547',
    attribute: '#b79bf0',
    number: '#ff9d5c',
    function: '#2fc79b',
    binding: '#ff8fb0',
  },
};

export const CODE_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
