/** Records by name. */

/** The same names, each with what `make` gives for its value. */
export function mapRecord<K extends string, V, W>(
  record: Readonly<Record<K, V>>,
  make: (value: V) => W,
): Readonly<Record<K, W>> {
  const made = Object.entries<V>(record).map(([name, value]) => [name, make(value)] as const);
  return Object.fromEntries(made) as Record<K, W>;
}
