/** Provides the options as they were given. */
export const BRIJ_OPTIONS = Symbol('BRIJ_OPTIONS');
/** Provides them with their defaults, checked. */
export const BRIJ_RESOLVED_OPTIONS = Symbol('BRIJ_RESOLVED_OPTIONS');
