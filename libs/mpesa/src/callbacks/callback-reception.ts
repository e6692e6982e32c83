import { NotFoundException } from '@nestjs/common';
import type { C2bValidationHandler } from './c2b-validation-handler.js';
import type { Arrival, CallbackDoor, DoorAnswer } from './callback-door.js';
import { parseCallbackPath, type CallbackAddress, type CallbackUrls } from './callback-urls.js';

/** A request without a good token. */
export interface Stranger {
  readonly method: string | undefined;
  /** As it came, query string included. */
  readonly url: string;
  readonly sourceAddress: string | null;
}

/** Leads an arrival to whoever answers its kind. */
export class CallbackReception {
  constructor(
    private readonly deps: {
      readonly urls: Pick<CallbackUrls, 'isGenuine'>;
      readonly door: CallbackDoor;
      readonly validation: C2bValidationHandler;
    },
  ) {}

  /** Where a path leads; null when it is no callback's, or its token is not ours. */
  genuineAddress(url: string): CallbackAddress | null {
    const address = parseCallbackPath(url);
    return address !== null && this.deps.urls.isGenuine(address) ? address : null;
  }

  /**
   * What Nest throws where there is no route: the host answers it as it answers every missing path, byte for byte, so that
   * nobody learns that there is a door.
   */
  turnAway({ method, url, sourceAddress }: Stranger): NotFoundException {
    this.deps.door.refuse(404, 'Not Found', sourceAddress);
    return new NotFoundException(`Cannot ${method} ${url}`);
  }

  tooLarge(sourceAddress: string | null): DoorAnswer {
    return this.deps.door.refuse(413, 'the body is too large', sourceAddress);
  }

  receive(arrival: Arrival): Promise<DoorAnswer> {
    switch (arrival.address.kind) {
      case 'probe':
        return Promise.resolve({
          status: 200,
          body: { probe: arrival.address.subject, raw: arrival.rawBody !== null },
        });
      case 'c2b-validation':
        return this.deps.validation.receive(arrival);
      default:
        return this.deps.door.receive(arrival);
    }
  }
}
