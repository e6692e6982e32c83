import { Controller, Get, Header } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { DARAJA_DOCUMENT } from '../openapi/routes.js';
import { contentSecurityPolicy } from './security-headers.js';

const asset = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

/** The page with phones to tap. */
@Controller()
export class PageController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', contentSecurityPolicy({ connect: true }))
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-store')
  page(): string {
    return asset('index.html');
  }

  @Get('page.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'no-store')
  style(): string {
    return asset('page.css');
  }

  @Get('page.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'no-store')
  script(): string {
    return asset('page.js');
  }

  @Get('page-parts.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'no-store')
  parts(): string {
    return asset('page-parts.js');
  }

  @Get('organisations.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'no-store')
  organisations(): string {
    return asset('organisations.js');
  }

  @Get('icon.svg')
  @Header('content-type', 'image/svg+xml')
  icon(): string {
    return asset('icon.svg');
  }

  @Get('openapi.json')
  openapi(): object {
    return DARAJA_DOCUMENT;
  }
}
