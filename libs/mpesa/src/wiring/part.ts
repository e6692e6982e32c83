import type { FactoryProvider, InjectionToken, ValueProvider } from '@nestjs/common';

declare const meaning: unique symbol;

/** Names what is injected, and tells the compiler its type. A class is its own token. */
export type Token<T> = symbol & { readonly [meaning]: T };

type Class<T> = abstract new (...args: never[]) => T;
/** By what Nest finds a `T`. */
export type Named<T> = Token<T> | Class<T>;
type Names = Readonly<Record<string, Named<unknown>>>;

/** What is injected under each of the names. */
export type Parts<N extends Names> = {
  readonly [Name in keyof N]: N[Name] extends Token<infer T> ? T : N[Name] extends Class<infer T> ? T : never;
};

/** Whatever Nest takes for a token, a string too; the caller says what stands behind it. */
export function token<T>(name: InjectionToken): Token<T> {
  return name as unknown as Token<T>;
}

/**
 * A provider that says once what it is made of: `part(Clerk, { clock: MPESA_CLOCK }, (deps) => new Clerk(deps))`. A token whose
 * type does not fit does not compile.
 */
export function part<T, const N extends Names>(
  provide: Named<T>,
  names: N,
  make: (parts: Parts<N>) => NoInfer<T> | Promise<NoInfer<T>>,
): FactoryProvider {
  const keys = Object.keys(names);
  return {
    provide,
    inject: Object.values(names),
    useFactory: (...parts: unknown[]) =>
      make(Object.fromEntries(keys.map((key, at) => [key, parts[at]])) as Parts<N>),
  };
}

/** A provider that is there already. */
export function value<T>(provide: Token<T>, useValue: NoInfer<T>): ValueProvider {
  return { provide, useValue };
}
