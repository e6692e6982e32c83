/** Provides the `DialectBinding` of the PHP platform. */
export const PHP_BINDING = Symbol('PHP_BINDING');
