/**
 * Injection tokens, made with `Symbol.for` so that two copies of the package in one process still mean the same thing.
 * The first five are seams: override them to decide about time, chance and the network.
 */
export const MPESA_CLOCK = Symbol.for('nestjs-mpesa:clock');
/** Where chance comes from; a test overrides it. */
export const MPESA_RANDOM = Symbol.for('nestjs-mpesa:random');
/** Waits for some ms; a test overrides it. */
export const MPESA_DELAY = Symbol.for('nestjs-mpesa:delay');
/** Carries requests to Daraja; a test overrides it. */
export const MPESA_TRANSPORT = Symbol.for('nestjs-mpesa:transport');
/** How long anybody waits for a connection of the pool, ms. */
export const MPESA_CONNECTION_WAIT_MS = Symbol.for('nestjs-mpesa:connection-wait-ms');

/** Calls back after some ms; the tests of the module override it. */
export const MPESA_AFTER = Symbol.for('nestjs-mpesa:after');

export const MPESA_OPTIONS = Symbol.for('nestjs-mpesa:options');
export const MPESA_RESOLVED_OPTIONS = Symbol.for('nestjs-mpesa:resolved-options');
export const MPESA_STRUCTURE = Symbol.for('nestjs-mpesa:structure');
export const MPESA_STORAGE = Symbol.for('nestjs-mpesa:storage');
export const MPESA_NEW_ID = Symbol.for('nestjs-mpesa:new-id');
/** Who puts each kind of payment, but a push, to Daraja. */
export const MPESA_ORGANISATION_SENDERS = Symbol('MPESA_ORGANISATION_SENDERS');
/** How each kind of payment is asked about. */
export const MPESA_INQUIRIES = Symbol('MPESA_INQUIRIES');
export const MPESA_POLICY = Symbol.for('nestjs-mpesa:policy');
