import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { ON_MPESA, type OnMpesaMetadata } from './on-mpesa.decorator.js';

/** A decorated method, ready to be called. */
export interface FoundHandler extends OnMpesaMetadata {
  readonly id: string;
  readonly call: (...args: unknown[]) => unknown;
}

/**
 * Finds every `@OnMpesa` method of the host.
 *
 * @throws Error when one stands in a request-scoped provider, or two share an id
 */
export function findHandlers(discovery: DiscoveryService, scanner: MetadataScanner): FoundHandler[] {
  const wrappers = [...discovery.getProviders(), ...discovery.getControllers()];
  const handlers = wrappers.flatMap((wrapper) => handlersOf(wrapper, scanner));
  const seen = new Map<string, FoundHandler>();
  for (const handler of handlers) {
    if (seen.has(handler.id)) {
      throw new Error(
        `two @OnMpesa handlers are called "${handler.id}": give one an id, @OnMpesa(event, { id })`,
      );
    }
    seen.set(handler.id, handler);
  }
  return handlers;
}

function handlersOf(wrapper: InstanceWrapper, scanner: MetadataScanner): FoundHandler[] {
  const prototype: unknown =
    wrapper.metatype?.prototype ?? (wrapper.instance && Object.getPrototypeOf(wrapper.instance));
  if (!prototype || typeof prototype !== 'object') return [];
  return scanner.getAllMethodNames(prototype as object).flatMap((method) => {
    const target = (prototype as Record<string, object>)[method];
    const metadata = target && (Reflect.getMetadata(ON_MPESA, target) as OnMpesaMetadata | undefined);
    if (!metadata) return [];
    const id = metadata.id ?? `${wrapper.name}.${method}`;
    if (!wrapper.isDependencyTreeStatic()) {
      throw new Error(`@OnMpesa handler "${id}" stands in a request-scoped provider: move it to a singleton`);
    }
    const instance = wrapper.instance as Record<string, (...args: unknown[]) => unknown>;
    return [{ ...metadata, id, call: (...args) => instance[method]?.(...args) }];
  });
}

/** The one provider of the host that carries this mark, or null. @throws Error when there are two */
export function findMarked<T>(discovery: DiscoveryService, mark: string, what: string): T | null {
  const marked = discovery
    .getProviders()
    .filter(({ metatype }) => metatype && Reflect.getMetadata(mark, metatype));
  const names = [...new Set(marked.map(({ name }) => String(name)))];
  if (names.length > 1) throw new Error(`there may be one ${what}, found ${names.join(' and ')}`);
  return (marked[0]?.instance as T | undefined) ?? null;
}

/**
 * The emitter of the host's `EventEmitterModule`. The package is optional and never imported, and its class calls itself
 * `EventEmitter` like Node's own: the module's name and what only this emitter can do tell it apart.
 */
export function findEventEmitter(discovery: DiscoveryService): HostEventEmitter | null {
  const found = discovery
    .getProviders()
    .find(({ host, instance }) => host?.name === 'EventEmitterModule' && isEmitter(instance));
  return (found?.instance as HostEventEmitter | undefined) ?? null;
}

function isEmitter(instance: unknown): instance is HostEventEmitter {
  const emitter = instance as { emitAsync?: unknown; onAny?: unknown } | null | undefined;
  return typeof emitter?.emitAsync === 'function' && typeof emitter.onAny === 'function';
}

export interface HostEventEmitter {
  /** Unlike `emit`, its promise carries what asynchronous listeners throw: unheard, that would end the process. */
  emitAsync(event: string, ...values: unknown[]): Promise<unknown>;
}
