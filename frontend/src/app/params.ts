/** The part of an address matched by `:name` in its route. */
export type Params = Readonly<Record<string, string | undefined>>;
