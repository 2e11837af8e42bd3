/** What another engine found in the tables of a system, beside what Lasso says: see docs/crosscheck.md. */
export interface Crosscheck {
  readonly format: 'lasso-crosscheck-1';
  /** Name and version; absent where it is not installed. */
  readonly engine?: string;
  /** The programs that are not installed: then nothing was compared. */
  readonly missing: readonly string[];
  /** False where anything differs, and where nothing was compared. */
  readonly agrees: boolean;
  readonly models: readonly ModelCrosscheck[];
  readonly seconds: number;
}

export interface ModelCrosscheck {
  /** `main`, or the name of the scenario. */
  readonly model: string;
  readonly agrees: boolean;
  /** Configurations of the space, as far as it was narrowed. */
  readonly configurations: number;
  /** Those that were compared. */
  readonly compared: number;
  /** How many of these differ in anything that the model asks; the engine ran once for each, and each property. */
  readonly different: number;
  readonly runs: number;
  /** The properties that were compared. */
  readonly properties: readonly string[];
  /** Invariants that were not, or not wholly: they are not about single states and steps. */
  readonly notCrosschecked: readonly { readonly invariant: string; readonly kind: 'liveness' | 'bound' }[];
  readonly results: readonly ConfigurationCrosscheck[];
}

export interface ConfigurationCrosscheck {
  /** In words, without the options that have a single value. */
  readonly configuration: string;
  readonly lasso: Opinion;
  readonly other: Opinion;
  /** In what they differ, one sentence each; empty where they agree. */
  readonly differences: readonly string[];
}

/** What an engine says of one configuration. */
export interface Opinion {
  readonly states: number;
  /** Without stutters. */
  readonly transitions: number;
  /** Of each property that is violated, the steps of a shortest violation. */
  readonly violated: Readonly<Record<string, number>>;
}
