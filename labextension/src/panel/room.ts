/** How the height of the panel is divided among its sections. */

/** The share that a section is given in which there is much to see: a form, or files. */
const MUCH = 0.62;

/** The sizes with room for the section at `index`; the others share the rest as before. They are of any unit. */
export function withRoom(sizes: readonly number[], index: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const others = all - sizes[index];
  if (sizes[index] >= MUCH * all || others <= 0) {
    return [...sizes];
  }
  const left = ((1 - MUCH) * all) / others;
  return sizes.map((size, at) => (at === index ? MUCH * all : size * left));
}

/** Whether nobody has moved anything: sizes change a little by rounding. */
export function areNear(sizes: readonly number[], others: readonly number[]): boolean {
  return (
    sizes.length === others.length && sizes.every((size, at) => Math.abs(size - others[at]) < 0.05)
  );
}
