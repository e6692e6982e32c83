import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ApiDescriptions } from './api-descriptions.js';

/** The API's description. It is made of the running application, which therefore hands it in before it listens. */
@Injectable()
export class ApiDocuments {
  private published: ApiDescriptions | undefined;

  publish(descriptions: ApiDescriptions): void {
    this.published = descriptions;
  }

  get everything(): OpenAPIObject {
    return this.descriptions.everything;
  }

  /** One API by itself; undefined when there is none of that name, or it is not mounted. */
  api(name: string): OpenAPIObject | undefined {
    return this.descriptions.apis.get(name);
  }

  private get descriptions(): ApiDescriptions {
    if (this.published === undefined)
      throw new Error('the API was not described before the gateway listened');
    return this.published;
  }
}
