import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { BrijOptionsError } from '../errors/brij-offline.errors.js';
import { ON_BRIJ, type BrijMessageKind } from './on-brij.decorators.js';

type Handler = (message: unknown) => unknown;
type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** The host's methods that take messages. */
@Injectable()
export class BrijHandlers implements OnApplicationBootstrap {
  readonly #found = new Map<BrijMessageKind, { readonly name: string; readonly call: Handler }>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** @throws BrijOptionsError two of a kind, or one in a request-scoped provider */
  onApplicationBootstrap(): void {
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      this.#lookInto(wrapper);
    }
  }

  /** Null when the host has none. */
  of(kind: BrijMessageKind): Handler | null {
    return this.#found.get(kind)?.call ?? null;
  }

  #lookInto(wrapper: Wrapper): void {
    const prototype: unknown =
      wrapper.metatype?.prototype ?? (wrapper.instance && Object.getPrototypeOf(wrapper.instance));
    if (!prototype || typeof prototype !== 'object') return;
    for (const method of this.scanner.getAllMethodNames(prototype)) {
      const target = (prototype as Record<string, object>)[method];
      const kind = target && (Reflect.getMetadata(ON_BRIJ, target) as BrijMessageKind | undefined);
      if (kind !== undefined) this.#add(kind, `${String(wrapper.name)}.${method}`, { wrapper, method });
    }
  }

  #add(kind: BrijMessageKind, name: string, { wrapper, method }: { wrapper: Wrapper; method: string }): void {
    const other = this.#found.get(kind);
    if (other !== undefined) {
      throw new BrijOptionsError([`${other.name} and ${name} both take each ${kind}: leave one`]);
    }
    if (!wrapper.isDependencyTreeStatic()) {
      throw new BrijOptionsError([`${name} stands in a request-scoped provider: move it to a singleton`]);
    }
    const instance = wrapper.instance as Record<string, Handler>;
    this.#found.set(kind, { name, call: (message) => instance[method]?.(message) });
  }
}
