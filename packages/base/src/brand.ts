/** A `T` that has passed a check. Only the function that checks may cast to it. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
