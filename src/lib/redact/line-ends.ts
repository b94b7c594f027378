/** Where lines end, asked in order and looked for once each. */

/** Answers where the line of a place ends; places are asked from first to last. */
export function createLineEnds(text: string): (at: number) => number {
  let known = -1;
  return (at) => {
    if (at > known) {
      const newline = text.indexOf('\n', at);
      known = newline === -1 ? text.length : newline;
    }
    return known;
  };
}
