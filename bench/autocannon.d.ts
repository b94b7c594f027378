/** The little of autocannon that the bench uses; the package has no types of its own. */
declare module 'autocannon' {
  interface Client {
    /** The requests that this connection sends, in turn. */
    setRequests(requests: readonly { readonly body: string }[]): void;
  }

  interface Options {
    readonly url: string;
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly connections: number;
    /** Requests in all. */
    readonly amount: number;
    readonly setupClient: (client: Client) => void;
  }

  interface Report {
    /** Seconds. */
    readonly duration: number;
    readonly errors: number;
    readonly non2xx: number;
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number };
  }

  export default function autocannon(options: Options): Promise<Report>;
}
