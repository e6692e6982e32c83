import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The API's description. It is made of the running application, which therefore hands it in before it listens. */
@Injectable()
export class ApiDocuments {
  private all: OpenAPIObject | undefined;

  publish(all: OpenAPIObject): void {
    this.all = all;
  }

  get everything(): OpenAPIObject {
    if (this.all === undefined) throw new Error('the API was not described before the gateway listened');
    return this.all;
  }
}
