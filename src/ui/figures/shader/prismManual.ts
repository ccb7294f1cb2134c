/** Prism highlights a whole page unless it is told not to before it loads: import this file ahead of it. */
Object.assign(globalThis, { Prism: { manual: true } });
