/** How a file is called that holds the whole of a finding. */

/** `late-users-2026-11-12-0300.csv`, in UTC. */
export function fileName(name: string, at: number, ending: 'csv' | 'txt'): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return `${name}-${day}-${time.slice(0, 5).replace(':', '')}.${ending}`;
}
