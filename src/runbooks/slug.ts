/** GitHub's heading anchors, so that a link which works on GitHub works here. Knows nothing of Markdown. */

// What GitHub keeps of a heading: letters, marks, digits, connectors, hyphens and spaces.
const DROPPED = /[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu;

/** Makes a slugger for one file: each call returns the heading's anchor, repeats ending in `-1`, `-2`. */
export function createSlugger(): (heading: string) => string {
  const taken = new Map<string, number>();
  return (heading) => {
    const base = heading.trim().toLowerCase().replace(DROPPED, '').replaceAll(' ', '-');
    let slug = base;
    while (taken.has(slug)) {
      const repeats = (taken.get(base) ?? 0) + 1;
      taken.set(base, repeats);
      slug = `${base}-${repeats}`;
    }
    taken.set(slug, 0);
    return slug;
  };
}
