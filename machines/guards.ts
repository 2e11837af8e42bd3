/** Guards by name, where they are written outside the `setup` of their machine. */
export type GuardsOf<Context, Event> = Record<
  string,
  (about: { readonly context: Context; readonly event: Event }) => boolean
>;
