/** Ends a switch over a closed union: a new arm fails to compile, and data of an unknown shape fails loudly. */
export function assertNever(value: never): never {
  throw new Error(`Expected every case to be handled, got ${JSON.stringify(value)}`);
}
