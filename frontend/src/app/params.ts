/** What an address holds where its route has a `:name`. */
export type Params = Readonly<Record<string, string | undefined>>;
