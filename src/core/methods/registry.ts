/**
 * All pruning methods, by family and title: the order in which they are listed.
 */
import * as all from './all.ts';
import { METHOD_FAMILIES, type Method } from './method.ts';

export const METHODS: readonly Method[] = Object.values(all).toSorted(compareMethods);

function compareMethods(first: Method, second: Method): number {
  const families = METHOD_FAMILIES.indexOf(first.family) - METHOD_FAMILIES.indexOf(second.family);
  return families || first.title.localeCompare(second.title, 'en');
}

/** @throws RangeError that lists the methods there are */
export function findMethod(id: string): Method {
  const method = METHODS.find((candidate) => candidate.id === id);
  if (!method) throw new RangeError(`There is no method "${id}"; there are ${METHODS.map((known) => known.id).join(', ')}.`);
  return method;
}
