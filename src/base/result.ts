/** A yes, with what follows from it: `Ok<{ allocations: Allocation[] }>`. */
export type Ok<T extends object = object> = { readonly ok: true } & T;

/** A business no, told by its reason and whatever explains it: a value, never a throw. */
export type Refusal<R extends string, Detail extends object = object> = {
  readonly ok: false;
  /** Why not: stable, to be branched on. */
  readonly reason: R;
} & Detail;

/** What a call answers when it may be refused. */
export type Result<T extends object, R extends string> = Ok<T> | Refusal<R>;
