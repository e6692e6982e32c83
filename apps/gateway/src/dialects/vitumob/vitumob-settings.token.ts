/** Provides the `VitumobSettings`. */
export const VITUMOB_SETTINGS = Symbol('VITUMOB_SETTINGS');
