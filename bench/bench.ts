/** What one bench is: it measures for a while and gives figures, as an object for scripts and as a table for people. */

export interface Bench<Figures> {
  readonly name: string;
  /** One line for the help. */
  readonly about: string;
  measure(options: BenchOptions): Promise<Figures>;
  /** Rows of cells; the first row names the columns. */
  table(figures: Figures): readonly (readonly string[])[];
}

export interface BenchOptions {
  /** Of how many rounds the median is told. */
  readonly rounds: number;
  /** Distinct alarms of the storm. */
  readonly alarms: number;
  /** Tells a person what is being waited for. */
  readonly progress: (line: string) => void;
}
