/** The version of this package, as it introduces itself to Daraja. */
export const LIBRARY_VERSION = '0.1.0';
