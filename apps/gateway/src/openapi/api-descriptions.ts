import type { INestApplication, Type } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { AdminModule } from '../admin/admin.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { BrijModule } from '../dialects/brij/brij.module.js';
import { PhpModule } from '../dialects/php/php.module.js';
import { VitumobModule } from '../dialects/vitumob/vitumob.module.js';
import { ProblemAnswer } from '../http/problem.answer.js';
import { V1Module } from '../v1/v1.module.js';

/** One API of the gateway. */
export interface DescribedApi {
  readonly title: string;
  readonly description: string;
  /** Whose controllers it is made of. */
  readonly modules: readonly Type[];
}

/** By the name that stands in the addresses of its description. */
export const DESCRIBED_APIS: Readonly<Record<string, DescribedApi>> = {
  v1: {
    title: 'M-Pesa gateway',
    description:
      'M-Pesa over plain HTTP. Amounts are whole shillings in requests and cents in answers; times are UTC. ' +
      'For Postman: /docs/postman/v1.json',
    modules: [AuthModule, V1Module],
  },
  brij: {
    title: 'Brij M-Pesa Offline',
    description: 'Payments to a shared pay bill, routed by the prefix of the account number.',
    modules: [BrijModule],
  },
  vitumob: {
    title: 'Vitumob',
    description: 'Prompts for orders, in the words of the Vitumob Mpesa API.',
    modules: [VitumobModule],
  },
  php: {
    title: 'PHP platform',
    description: 'Prompts and payments by hand, in the words of the PHP platform.',
    modules: [PhpModule],
  },
  admin: {
    title: 'M-Pesa gateway: administration',
    description: 'For whoever has the admin key.',
    modules: [AdminModule],
  },
};

/** Describes one API, or all of them, as OpenAPI 3.1. */
export function describeApi(
  app: INestApplication,
  { title, description, modules }: DescribedApi,
): OpenAPIObject {
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A token of POST /v1/token' })
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The admin key' }, 'admin')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'Client id and secret' })
    .addGlobalResponse({
      status: 'default',
      description: 'A problem (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemAnswer' } } },
    })
    .build();
  return SwaggerModule.createDocument(app, head, { include: [...modules], extraModels: [ProblemAnswer] });
}

/** What the gateway tells of itself. */
export interface ApiDescriptions {
  readonly everything: OpenAPIObject;
  /** Each API by itself, under its name in `DESCRIBED_APIS`; without those that are not mounted. */
  readonly apis: ReadonlyMap<string, OpenAPIObject>;
}

export function describeAll(app: INestApplication): ApiDescriptions {
  const [first, ...others] = Object.values(DESCRIBED_APIS);
  const modules = [first, ...others].flatMap((api) => api?.modules ?? []);
  const head = { title: first?.title ?? '', description: first?.description ?? '' };
  const apis = Object.entries(DESCRIBED_APIS).map(([name, api]) => [name, describeApi(app, api)] as const);
  return {
    everything: describeApi(app, { ...head, modules }),
    apis: new Map(apis.filter(([, { paths }]) => Object.keys(paths).length > 0)),
  };
}
