/** A reader or a transaction that tells what is asked of it, as `inbox.applied`. */

import type { Reader } from '../../src/handlers/ports.ts';

/** The same rooms; `asked` hears each method before it is called, with its arguments. */
export function watched<T extends Reader>(
  rooms: T,
  asked: (method: string, args: readonly unknown[]) => void,
): T {
  return watch(rooms, '', asked);
}

/** Every method of the rooms, by the names that `watched` tells. */
export function methodsOf(rooms: Reader): readonly string[] {
  return Object.entries(rooms).flatMap(([name, room]: [string, object]) =>
    typeof room === 'function' ? [name] : Object.keys(room).map((method) => `${name}.${method}`),
  );
}

function watch<T extends object>(
  target: T,
  path: string,
  asked: (method: string, args: readonly unknown[]) => void,
): T {
  return new Proxy(target, {
    get(_, name, receiver): unknown {
      const value: unknown = Reflect.get(target, name, receiver);
      const method = `${path}${String(name)}`;
      if (typeof value === 'function') {
        return (...args: readonly unknown[]): unknown => {
          asked(method, args);
          return Reflect.apply(value, target, args);
        };
      }
      return typeof value === 'object' && value !== null ? watch(value, `${method}.`, asked) : value;
    },
  });
}
