import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ApiDescriptions } from './api-descriptions.js';

/** The API's description, made of the running application when somebody first asks: no start waits for it. */
@Injectable()
export class ApiDocuments {
  private describe: (() => ApiDescriptions) | undefined;
  private described: ApiDescriptions | undefined;

  /** Told before the gateway listens how to describe it. */
  publish(describe: () => ApiDescriptions): void {
    this.describe = describe;
  }

  get everything(): OpenAPIObject {
    return this.descriptions.everything;
  }

  /** One API by itself; undefined when there is none of that name, or it is not mounted. */
  api(name: string): OpenAPIObject | undefined {
    return this.descriptions.apis.get(name);
  }

  private get descriptions(): ApiDescriptions {
    if (this.describe === undefined) throw new Error('nobody said how to describe the gateway');
    return (this.described ??= this.describe());
  }
}
